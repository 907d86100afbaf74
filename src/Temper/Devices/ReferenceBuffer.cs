namespace Temper.Devices;

/// <summary>Doubles in an array.</summary>
internal sealed class ReferenceBuffer(int length) : DeviceBuffer(length)
{
    public double[] Values { get; } = new double[length];

    public static Span<double> Of(View view) =>
        view.Buffer is ReferenceBuffer reference
            ? reference.Values.AsSpan(view.Offset, view.Length)
            : throw new ArgumentException("This view lives on another device.");

    public override void Write(int offset, ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Values[offset + i] = values[i];
        }
    }

    public override void Write(int offset, ReadOnlySpan<double> values) => values.CopyTo(Values.AsSpan(offset));

    public override void Read(int offset, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)Values[offset + i];
        }
    }

    public override void Read(int offset, Span<double> values) => Values.AsSpan(offset, values.Length).CopyTo(values);

    public override void Dispose()
    {
    }
}
