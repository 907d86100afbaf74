using Temper.Lab.Runs;
using Temper.Regularizers;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>Arms that are a base net with regularizers added to it: "baseline", "dropout=.2", "mixup+ema", "lr=.001".</summary>
/// <param name="baseline">The net and how it is trained without them, such as a spec file's.</param>
public sealed class BaseArms(TrainSpec baseline) : IArmParts
{
    /// <summary>The parts that an arm can be put together from, for messages and help.</summary>
    public static string Parts { get; } = $"baseline, {string.Join(", ", RegularizerCatalog.Names)}, lr=R";

    private static readonly string[] Keys = ["baseline", "lr", .. RegularizerCatalog.Names];

    /// <summary>
    /// What is said of a name that is a part of other arms only, without a full stop; null of any other name. Default: nothing is known.
    /// </summary>
    public Func<string, string?> Elsewhere { get; init; } = _ => null;

    /// <inheritdoc/>
    public bool IsPart(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return RegularizerText.Split(text).Count == 1 && ArmText.Name(text) != "baseline";
    }

    /// <inheritdoc/>
    public Arm Together(IReadOnlyList<string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return Read(parts.Count == 0 ? "baseline" : string.Join('+', parts));
    }

    /// <summary>Reads one arm.</summary>
    /// <param name="text">Parts with a plus between.</param>
    /// <exception cref="SpecException">A part is unknown, given twice, or has no place in the base.</exception>
    public Arm Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var spec = baseline with { Seed = 0 };
        var names = new List<string>();
        var given = new List<string>();
        foreach (var part in RegularizerText.Split(text))
        {
            var key = ArmText.Name(part);
            if (given.Contains(key))
            {
                throw new SpecException($"The arm \"{text}\" has {key} twice.");
            }

            given.Add(key);
            (spec, var name) = Add(spec, key, part, text);
            names.Add(name);
        }

        spec.Validate();
        return new Arm(string.Join('+', names), Protocol.Own, [], spec) { Parts = [.. given.Where(key => key != "baseline")] };
    }

    private (TrainSpec Spec, string Name) Add(TrainSpec spec, string key, string part, string whole)
    {
        switch (key)
        {
            case "baseline" when part.Trim().Length == key.Length:
                return (spec, key);
            case "lr":
                var equals = part.IndexOf('=', StringComparison.Ordinal);
                var rate = ArmText.LearningRate(equals < 0 ? null : part[(equals + 1)..].Trim(), part, whole);
                return (spec with { Optimizer = spec.Optimizer with { LearningRate = rate } }, $"lr={RegularizerText.Text(rate)}");
            case var _ when RegularizerCatalog.Names.Contains(key):
                var regularizer = ArmText.Regularizer(part, whole);
                return spec.Regularizers.Any(other => other.GetType() == regularizer.GetType())
                    ? throw new SpecException(
                        $"The base has {key} already, so that \"{whole}\" would not add it; take it out of the base, or leave it out here.")
                    : (spec.With(regularizer), RegularizerText.Write(regularizer));
            default:
                throw Elsewhere(key) is { } why
                    ? new SpecException($"\"{part}\" (in the arm \"{whole}\") {why}.")
                    : ArmText.Unknown(part, whole, $"{Parts}, combined with +", Keys);
        }
    }
}
