using System.Buffers.Binary;
using System.IO.Compression;

namespace Peers;

/// <summary>Reads the training images and labels of Fashion-MNIST from IDX files, plain or gzipped.</summary>
internal sealed class FashionMnistFiles
{
    private const string Name = "fashion-mnist";

    private FashionMnistFiles(byte[] pixels, byte[] labels)
    {
        Pixels = pixels;
        Labels = labels;
    }

    /// <summary>[images, 784], row by row.</summary>
    public byte[] Pixels { get; }

    /// <summary>The class of each image.</summary>
    public byte[] Labels { get; }

    /// <summary>Loads them from a folder or from fashion-mnist/ below it.</summary>
    /// <exception cref="IOException">They are not there, or not what they should be.</exception>
    public static FashionMnistFiles Load(string folder)
    {
        var below = Path.Combine(folder, Name);
        var place = Directory.Exists(below) ? below : folder;
        var pixels = Read(place, "train-images-idx3-ubyte", dimensions: 3);
        var labels = Read(place, "train-labels-idx1-ubyte", dimensions: 1);
        return pixels.Length == labels.Length * 784
            ? new FashionMnistFiles(pixels, labels)
            : throw new IOException($"{place}: expected 784 pixels for each of {labels.Length} labels, received {pixels.Length} pixels; use the published files.");
    }

    private static byte[] Read(string folder, string name, int dimensions)
    {
        var file = Path.Combine(folder, name);
        using var stream = File.Exists(file) ? File.OpenRead(file)
            : File.Exists(file + ".gz") ? (Stream)new GZipStream(File.OpenRead(file + ".gz"), CompressionMode.Decompress)
            : throw new IOException($"{folder}: expected {name} or {name}.gz, found neither; name the folder that holds Fashion-MNIST.");
        var header = new byte[4 + (4 * dimensions)];
        stream.ReadExactly(header);
        if (BinaryPrimitives.ReadInt32BigEndian(header) != 0x800 + dimensions)
        {
            throw new IOException($"{folder}: {name} is no IDX file of bytes with {dimensions} dimensions; use the published files.");
        }

        var length = 1;
        for (var i = 0; i < dimensions; i++)
        {
            length = checked(length * BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + (4 * i))));
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
