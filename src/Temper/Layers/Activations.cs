using Temper.Devices;

namespace Temper.Layers;

/// <summary>Numbers between two layers: values going forward, gradients coming back.</summary>
/// <param name="Values">[rows, features].</param>
/// <param name="Gradients">[rows, features]; empty when nobody below needs them.</param>
/// <param name="Shape">How a row is arranged.</param>
internal readonly record struct Activations(View Values, View Gradients, Shape Shape)
{
    public View ValuesOf(int rows) => Values.Slice(0, rows * Shape.Features);

    public View GradientsOf(int rows) => Gradients.IsEmpty ? default : Gradients.Slice(0, rows * Shape.Features);
}
