using Temper.Cli.Options;
using Temper.Devices.Cpu;
using Temper.Prediction;
using Xunit;

namespace Temper.Tests.Prediction;

public sealed class NestedPredictionTests
{
    private const int Features = NestedModels.Side * NestedModels.Side;

    public static TheoryData<string> Names => [.. NestedModels.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_of_nested_layers_are_those_of_the_cpu_device_bit_by_bit(string name)
    {
        const int Rows = 133;
        var model = NestedModels.Of(name);
        var pixels = PredictedModels.Pixels(Rows, Features);
        var floats = Array.ConvertAll(pixels, pixel => model.Scaler.Table[pixel]);
        foreach (var set in InstructionSetChoice.Available)
        {
            using var device = new CpuDevice(instructionSet: set);
            var expected = PredictedModels.Logits(model, pixels, device, batch: 64);
            foreach (var threads in new[] { 1, 3 })
            {
                using var predictor = new Predictor(model, threads, set);
                var logits = new float[expected.Length];
                foreach (var batch in new[] { 1, 7, 8, 65, Rows })
                {
                    for (var from = 0; from < Rows; from += batch)
                    {
                        var count = Math.Min(batch, Rows - from);
                        predictor.PredictLogits(pixels.AsSpan(from * Features, count * Features), logits.AsSpan(from * predictor.Classes));
                    }

                    Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), logits.Select(BitConverter.SingleToInt32Bits));
                    Array.Clear(logits);
                }

                predictor.PredictLogits(floats, logits);
                Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), logits.Select(BitConverter.SingleToInt32Bits));
            }
        }
    }
}
