namespace Temper.Lab.Reports;

/// <summary>Two factors, each off and on, and the outcome of the four combinations.</summary>
/// <param name="FactorX">The factor that is off on the left and on on the right.</param>
/// <param name="FactorLine">The factor that has one line where it is off and one where it is on.</param>
/// <param name="NeitherOn">Both factors off.</param>
/// <param name="XOn">Only <paramref name="FactorX"/> on.</param>
/// <param name="LineOn">Only <paramref name="FactorLine"/> on.</param>
/// <param name="BothOn">Both factors on.</param>
/// <param name="Note">What the numbers say, for instance "interaction +0.12 [-0.03, 0.27]: undecided". May be empty.</param>
public sealed record InteractionPanel(
    string FactorX,
    string FactorLine,
    InteractionCell NeitherOn,
    InteractionCell XOn,
    InteractionCell LineOn,
    InteractionCell BothOn,
    string Note);
