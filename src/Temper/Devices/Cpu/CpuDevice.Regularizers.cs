using Temper.Devices.Cpu.Elements;
using Temper.Devices.Cpu.Queue;
using Temper.Devices.Operations;

namespace Temper.Devices.Cpu;

/// <content>Normal noise, rows that are mixed, limits on the norms of units.</content>
public sealed unsafe partial class CpuDevice : IRuns<AddNormal>, IRuns<MixRows>, IRuns<LimitUnitNorms>
{
    private const double NormalsPerMicrosecond = 230;

    void IRuns<AddNormal>.Run(in AddNormal operation)
    {
        var (values, stream, std) = operation;
        if (std == 0)
        {
            return;
        }

        var args = new NormalArgs
        {
            Values = CpuBuffer.Of(values), Length = values.Length, Stream = stream, Std = std, InstructionSet = InstructionSet,
        };
        queue.Add(&NormalKernel.Run, args, 0, values.Length / NormalsPerMicrosecond, [Access.Write(values)]);
    }

    void IRuns<MixRows>.Run(in MixRows operation)
    {
        var (values, rows, lambda) = operation;
        if (operation.ChangesNothing)
        {
            return;
        }

        var args = new MixRowsArgs
        {
            Values = CpuBuffer.Of(values), Rows = rows, Features = values.Length / rows, Own = (float)lambda, Other = (float)(1 - lambda),
        };
        AddRange<MixRowsKernel, MixRowsArgs>(args, 0, args.Features, values.Length, [Access.Write(values)]);
    }

    void IRuns<LimitUnitNorms>.Run(in LimitUnitNorms operation)
    {
        var (weight, inFeatures, outFeatures, limit) = operation;
        var units = weight.Slice(0, checked(inFeatures * outFeatures));
        var args = new UnitNormArgs { Weight = CpuBuffer.Of(units), In = inFeatures, Out = outFeatures, Limit = limit };
        queue.Add(&UnitNormKernel.Run, args, 0, units.Length / ElementsPerMicrosecond, [Access.Write(units)]);
    }
}
