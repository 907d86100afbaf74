using Temper.Devices;

namespace Temper.Training;

/// <summary>Clips a gradient by its norm over all parameters together (torch.nn.utils.clip_grad_norm_).</summary>
internal static class GradientClip
{
    /// <summary>gradients *= min(1, limit / (norm + 1e-6)).</summary>
    public static void Apply(Device device, View gradients, double limit)
    {
        var factor = limit / (Math.Sqrt(device.SumOfSquares(gradients)) + 1e-6);
        if (factor < 1)
        {
            device.Scale(gradients, factor);
        }
    }
}
