namespace Temper.Export;

/// <summary>The numbers of a <see cref="Data.Scaler"/>, as they are written in files.</summary>
internal sealed record ScalerNumbers(float[] Centre, float[] Divisor, float A, float B, float Clip);
