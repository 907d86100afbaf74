using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Tests.Child;

/// <summary>Operations and draws that no fixed training asks for, whose bits must not depend on threads, vector width or process either.</summary>
public static class FixedOperations
{
    private static readonly int[] Lengths = [1, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 255, 1000, 20_011];

    /// <summary>A hash over what they give at sizes around every vector width.</summary>
    public static string Run(Device device)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var length in Lengths)
        {
            Append(device, length, hash, values => device.Run(new AddNormal(values, new Philox(3, RandomPurpose.Test, 1, (ulong)length), 0.3)));
            Append(device, length * 5, hash, values => device.Run(new MixRows(values, 5, 0.3)));
            Append(device, length * 9, hash, values => device.Run(new LimitUnitNorms(values, 9, length, 1.7)));
            Append(device, length * 9, hash, values => device.Run(new LimitUnitNorms(values, length, 9, 1.7)));
        }

        for (var i = 0; i < 300; i++)
        {
            var stream = new Philox(5, RandomPurpose.Test, (uint)i);
            hash.AppendData(BitConverter.GetBytes(NormalDraw.Of(stream, i)));
            hash.AppendData(BitConverter.GetBytes(BetaDraw.Of(stream, 0.01 + (i * i / 1000.0))));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(Device device, int length, IncrementalHash hash, Action<View> run)
    {
        using var buffer = device.Allocate(length);
        var numbers = new float[length];
        var stream = new Philox(4, RandomPurpose.Test, (uint)length);
        for (var i = 0; i < length; i++)
        {
            numbers[i] = stream.Uniform(i) - 0.5f;
        }

        buffer.Write(0, numbers.AsSpan());
        run(buffer.All);
        hash.AppendData(MemoryMarshal.AsBytes(buffer.All.ToSingles().AsSpan()));
    }
}
