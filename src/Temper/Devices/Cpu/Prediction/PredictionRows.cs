using Temper.Devices.Cpu.Elements;

namespace Temper.Devices.Cpu.Prediction;

/// <summary>The stages of a prediction that go row by row, with the kernels of <see cref="CpuDevice"/>.</summary>
internal static unsafe class PredictionRows
{
    /// <summary>Keeps a residual's input.</summary>
    public static void Keep(in PredictionStage stage, in PredictionScratch scratch, float* x, nint stride, int rows)
    {
        var kept = scratch.Kept + (stage.Slot * scratch.KeptLength);
        for (var row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(x + (row * stride), stage.InFeatures).CopyTo(new Span<float>(kept, stage.InFeatures));
            kept += stage.InFeatures;
        }
    }

    /// <summary>Any other stage.</summary>
    public static void Run(in PredictionStage stage, in PredictionScratch scratch, float* x, nint stride, float* y, nint yStride, int rows)
    {
        var features = stage.OutFeatures;
        var kept = scratch.Kept + (stage.Slot * scratch.KeptLength);
        for (var row = 0; row < rows; row++)
        {
            switch (stage.Kind)
            {
                case PredictionStageKind.Elementwise:
                    stage.Function(stage.Formula, x, y, features);
                    break;
                case PredictionStageKind.LayerNorm:
                    LayerNormRows.Normalize(x, y, features, stage.Scale, stage.Shift, stage.Eps);
                    break;
                default:
                    for (var f = 0; f < features; f++)
                    {
                        y[f] = x[f] + kept[f];
                    }

                    break;
            }

            x += stride;
            y += yStride;
            kept += features;
        }
    }
}
