using System.Runtime.InteropServices;
using Temper.Layers;
using Temper.Prediction;
using Xunit;

namespace Temper.Tests.Prediction;

/// <summary>Rows that end where the process's memory ends: whoever reads a number too many is killed.</summary>
public sealed unsafe partial class GuardPageTests
{
    private const int Page = 4096;
    private const int None = 0;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    [Theory]
    [InlineData("linear")]
    [InlineData("norm linear")]
    [InlineData("relu linear")]
    [InlineData("dropout")]
    public void Nothing_behind_the_callers_rows_is_read(string chain)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.SystemPageSize == Page, "guard pages are made with Linux's calls, for pages of 4 KB");
        LayerSpec[] layers = [.. chain.Split(' ').Select(word => (LayerSpec)(word switch
        {
            "linear" => new Linear(20),
            "norm" => new BatchNorm1d { Name = "bn" },
            "relu" => new ReLU(),
            _ => new Dropout(0.3),
        }))];
        using var predictor = new Predictor(PredictedModels.Of(layers, side: 5));
        const int Rows = 40;
        var floats = Nets.Signed(3, 1, 0, Rows * 25).Select(number => (float)number).ToArray();
        var bytes = PredictedModels.Pixels(Rows, 25);
        var (expected, expectedOfBytes, logits) = (new float[Rows * predictor.Classes], new float[Rows * predictor.Classes], new float[Rows * predictor.Classes]);
        predictor.PredictLogits(floats, expected);
        predictor.PredictLogits(bytes, expectedOfBytes);

        var memory = (byte*)Map(null, 2 * Page, ReadWrite, PrivateAnonymous, -1, 0);
        Assert.Equal(0, Protect(memory + Page, Page, None));
        try
        {
            foreach (var rows in new[] { 1, 7, Rows })
            {
                var end = new Span<float>(memory + Page - (rows * 25 * sizeof(float)), rows * 25);
                floats.AsSpan(0, rows * 25).CopyTo(end);
                predictor.PredictLogits((ReadOnlySpan<float>)end, logits);
                Assert.True(expected.AsSpan(0, rows * predictor.Classes).SequenceEqual(logits.AsSpan(0, rows * predictor.Classes)));

                var endOfBytes = new Span<byte>(memory + Page - (rows * 25), rows * 25);
                bytes.AsSpan(0, rows * 25).CopyTo(endOfBytes);
                predictor.PredictLogits((ReadOnlySpan<byte>)endOfBytes, logits);
                Assert.True(expectedOfBytes.AsSpan(0, rows * predictor.Classes).SequenceEqual(logits.AsSpan(0, rows * predictor.Classes)));
            }
        }
        finally
        {
            Assert.Equal(0, Unmap(memory, 2 * Page));
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
