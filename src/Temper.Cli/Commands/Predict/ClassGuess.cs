namespace Temper.Cli.Commands.Predict;

/// <summary>A class and how probable the model finds it.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Label">Its number, from 0.</param>
/// <param name="Probability">0 to 1; those of all classes sum to 1.</param>
internal sealed record ClassGuess(string Class, int Label, double Probability);
