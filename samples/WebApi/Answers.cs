using System.Text.Json.Serialization;

namespace WebApi;

/// <summary>A class that the picture may be of.</summary>
internal sealed record Guess(string Class, int Label, float Probability);

/// <summary>The best guess, the best three, and whether the picture was dark on light and has been inverted.</summary>
internal sealed record Answer(string Class, int Label, float Probability, Guess[] Top, bool Inverted)
{
    public static Answer Of(float[] probabilities, IReadOnlyList<string> classes, bool inverted)
    {
        Guess[] top =
        [
            .. probabilities
                .Select((probability, label) => new Guess(classes[label], label, probability))
                .OrderByDescending(guess => guess.Probability)
                .ThenBy(guess => guess.Label)
                .Take(3),
        ];
        return new Answer(top[0].Class, top[0].Label, top[0].Probability, top, inverted);
    }
}

/// <summary>Serializers written by the compiler: no reflection at work.</summary>
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class WebJson : JsonSerializerContext;
