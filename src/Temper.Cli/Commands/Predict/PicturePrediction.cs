namespace Temper.Cli.Commands.Predict;

/// <summary>What a model takes a picture for.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Inverted">Whether the picture was dark on light and was inverted.</param>
/// <param name="Guesses">The most probable classes, best first.</param>
internal sealed record PicturePrediction(string File, bool Inverted, IReadOnlyList<ClassGuess> Guesses);
