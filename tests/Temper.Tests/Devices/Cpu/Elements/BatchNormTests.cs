using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Elements;

/// <summary>Batch normalization on the CPU against the reference.</summary>
public sealed class BatchNormTests
{
    public static TheoryData<InstructionSet> Sets => DevicePair.InstructionSets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void All_three_operations_give_the_references_numbers(InstructionSet set)
    {
        foreach (var size in DevicePair.Sizes)
        {
            Compare(set, rows: 6, features: size, isAffine: size % 3 != 0);
            if (size is > 1 and <= 200)
            {
                Compare(set, rows: size, features: 11, isAffine: true);
            }
        }

        Compare(set, rows: 128, features: 200, isAffine: true);
    }

    private static void Compare(InstructionSet set, int rows, int features, bool isAffine)
    {
        using var pair = new DevicePair(set, threads: 2);
        var x = pair.Signed(rows * features, 5);
        var y = pair.Empty(rows * features);
        var d = pair.Signed(rows * features, 5);
        var e = pair.Empty(rows * features);
        DevicePair.Both[] parts =
        [
            pair.Signed(features, 5), pair.Signed(features, 5), pair.Signed(features, 5),
            pair.Of([.. Nets.Uniforms(5, 50, 0, features).Select(value => value + 0.5)]),
            pair.Empty(features), pair.Empty(features), pair.Empty(features), pair.Empty(features),
        ];
        var reference = Views([.. parts.Select(part => part.Reference)], isAffine);
        var cpu = Views([.. parts.Select(part => part.Cpu)], isAffine);
        const double Eps = 1e-2;

        pair.Reference.Run(new BatchNormTrain(x.Reference, y.Reference, reference, rows, Eps, 0.3));
        pair.Cpu.Run(new BatchNormTrain(x.Cpu, y.Cpu, cpu, rows, Eps, 0.3));
        pair.Reference.Run(new BatchNormBackward(x.Reference, d.Reference, reference, rows));
        pair.Cpu.Run(new BatchNormBackward(x.Cpu, d.Cpu, cpu, rows));
        pair.Reference.Run(new BatchNormEvaluate(x.Reference, e.Reference, reference, rows, Eps));
        pair.Cpu.Run(new BatchNormEvaluate(x.Cpu, e.Cpu, cpu, rows, Eps));

        // Normalized numbers are below sqrt(rows); they and the sums lose a rounding per row at most.
        var tolerance = 3e-7 * Math.Sqrt(rows) * 10;
        y.AreClose($"output {rows} x {features}", tolerance);
        d.AreClose($"gradient {rows} x {features}", tolerance * 10);
        e.AreClose($"evaluation {rows} x {features}", 2e-6);
        parts[2].AreClose("running mean", 1e-6);
        parts[3].AreClose("running variance", 1e-6);
        if (isAffine)
        {
            parts[6].AreClose("weight gradient", tolerance * Math.Sqrt(rows));
            parts[7].AreClose("bias gradient", tolerance * Math.Sqrt(rows));
        }
    }

    private static BatchNormViews Views(View[] parts, bool isAffine) => new(
        isAffine ? parts[0] : default,
        isAffine ? parts[1] : default,
        parts[2],
        parts[3],
        parts[4],
        parts[5],
        isAffine ? parts[6] : default,
        isAffine ? parts[7] : default);
}
