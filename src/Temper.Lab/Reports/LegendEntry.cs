namespace Temper.Lab.Reports;

/// <summary>One sample of a picture's key.</summary>
/// <param name="Text">What it stands for.</param>
/// <param name="Sample">Draws it, <see cref="PictureLegend.SampleWidth"/> wide, from a left edge and around a middle height.</param>
internal sealed record LegendEntry(string Text, Action<SvgWriter, double, double> Sample);
