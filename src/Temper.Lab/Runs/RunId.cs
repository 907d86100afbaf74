using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Temper.Layers;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>Ids and hashes: what makes a run the same run.</summary>
public static class RunId
{
    private const int Digits = 10;

    /// <summary>Hash of spec (seed included), data, engine version and arithmetic, in 10 hex digits.</summary>
    /// <param name="spec">The training.</param>
    /// <param name="datasetHash">Hash of its data.</param>
    /// <param name="arithmetic">
    /// The device's <see cref="Devices.Device.Arithmetic"/>: a run with other
    /// arithmetic is another run. Empty for the CPU, which is left out of the hash.
    /// </param>
    public static string Of(TrainSpec spec, string datasetHash, string arithmetic)
    {
        ArgumentNullException.ThrowIfNull(arithmetic);
        return Short($"{SpecJson.Write(spec.Resolved())}\n{datasetHash}\n{ProgramVersion.Engine}{(arithmetic.Length == 0 ? "" : $"\n{arithmetic}")}");
    }

    /// <summary>Hash over the ids of several runs.</summary>
    public static string Of(IEnumerable<string> ids) => Short(string.Join('\n', ids));

    /// <summary>
    /// SHA-256 over names and bits of all tensors, in hex. An integer counts
    /// by the float that holds it, one that no float holds by its 64 bits.
    /// </summary>
    public static string HashOf(IReadOnlyList<NamedTensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in state)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(tensor.Name));
            var values = tensor.Values;
            var bytes = new byte[values.Length * sizeof(float)];
            for (var i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
            }

            hash.AppendData(bytes);
            var exact = new byte[sizeof(long)];
            foreach (var whole in (tensor.Integers ?? []).Where(whole => (Int128)(float)whole != whole))
            {
                BinaryPrimitives.WriteInt64LittleEndian(exact, whole);
                hash.AppendData(exact);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Short(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Digits];
}
