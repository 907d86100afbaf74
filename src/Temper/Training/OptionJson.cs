using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Temper.Data;
using Temper.Optimizers;
using Temper.Regularizers;

namespace Temper.Training;

/// <summary>Options given as texts, by PyTorch's names, for optimizers and schedules.</summary>
public static class OptionJson
{
    // PyTorch's name -> ours, where it is not just snake_case.
    private static readonly Dictionary<string, string[]> Aliases = new()
    {
        ["lr"] = ["learningRate"],
        ["betas"] = ["beta1", "beta2"],
        ["lr_decay"] = ["learningRateDecay"],
        ["etas"] = ["etaMinus", "etaPlus"],
        ["step_sizes"] = ["stepSizeMin", "stepSizeMax"],
        ["amsgrad"] = ["amsGrad"],
        ["min_lr"] = ["etaMin"],
    };

    private static readonly string[] WarmUpOptions = ["steps", "startFactor"];

    /// <summary>An optimizer with options such as momentum=0.9, betas=0.8,0.95 or nesterov=true.</summary>
    /// <param name="optimizer">What the options change.</param>
    /// <param name="options">name=value each, by PyTorch's names.</param>
    /// <exception cref="SpecException">An option is not the optimizer's, or its value is not of its type.</exception>
    public static OptimizerSpec Apply(OptimizerSpec optimizer, IEnumerable<string> options) =>
        Apply(optimizer, options, () => SpecJson.Default.OptimizerSpec, optimizer?.GetType().Name ?? "");

    /// <summary>A schedule with options such as gamma=0.5 or eta_min=1e-4.</summary>
    /// <param name="schedule">What the options change; behind a warm-up also the schedule that it multiplies.</param>
    /// <param name="options">name=value each, by PyTorch's names.</param>
    /// <exception cref="SpecException">An option is not the schedule's, or its value is not of its type.</exception>
    public static LearningRateSchedule Apply(LearningRateSchedule schedule, IEnumerable<string> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (schedule is not WarmUp warmUp)
        {
            return Apply(schedule, options, () => SpecJson.Default.LearningRateSchedule, schedule?.GetType().Name ?? "");
        }

        var own = options.ToLookup(option => WarmUpOptions.Contains(CamelCase(option.Split('=')[0].Trim()), StringComparer.OrdinalIgnoreCase));
        var result = (WarmUp)Apply<LearningRateSchedule>(warmUp, own[true], () => SpecJson.Default.LearningRateSchedule, nameof(WarmUp));
        return own[false].Any() ? result with { Then = Apply(result.Then ?? new Constant(), own[false]) } : result;
    }

    /// <summary>A regularizer with options such as k=10 or warm_up=false.</summary>
    /// <param name="regularizer">What the options change.</param>
    /// <param name="options">name=value each.</param>
    /// <exception cref="SpecException">An option is not the regularizer's, or its value is not of its type.</exception>
    public static Regularizer Apply(Regularizer regularizer, IEnumerable<string> options) =>
        Apply(regularizer, options, () => SpecJson.Default.Regularizer, regularizer?.Name ?? "");

    /// <summary>A scaling with options such as a=-1 or clip=5.</summary>
    /// <param name="scaling">What the options change.</param>
    /// <param name="options">name=value each.</param>
    /// <exception cref="SpecException">An option is not the scaling's, or its value is not of its type.</exception>
    public static Scaling Apply(Scaling scaling, IEnumerable<string> options) =>
        Apply(scaling, options, () => SpecJson.Default.Scaling, scaling?.GetType().Name ?? "");

    private static T Apply<T>(T spec, IEnumerable<string> options, Func<JsonTypeInfo<T>> typeInfo, string owner)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Any())
        {
            // To JSON and back changes nothing then, and the serializer takes its time to start.
            return spec;
        }

        var type = typeInfo();
        var fields = JsonSerializer.SerializeToNode(spec, type)!.AsObject();
        foreach (var option in options)
        {
            var parts = option.Split('=', 2);
            if (parts.Length != 2)
            {
                throw new SpecException($"{owner}: an option is given as name=value, received \"{option}\".");
            }

            Set(fields, parts[0].Trim(), parts[1].Trim(), owner);
        }

        return SpecJson.Read(fields.ToJsonString(), owner, type);
    }

    private static void Set(JsonObject fields, string name, string value, string owner)
    {
        var names = Aliases.GetValueOrDefault(name, [CamelCase(name)]);
        var values = names.Length == 1 ? [value] : value.Trim('(', ')', '[', ']').Split(',');
        if (values.Length != names.Length)
        {
            var wayOut = NumberText.Rejoined(values, names.Length) is { } mended ? $"; the decimal sign is a point: {name}={mended}" : "";
            throw new SpecException($"{owner}: {name} takes {names.Length} numbers with a comma between, received \"{value}\"{wayOut}.");
        }

        foreach (var (field, text) in names.Zip(values))
        {
            var known = fields.Select(pair => pair.Key).Where(key => key is not ("name" or "then"))
                .FirstOrDefault(key => string.Equals(key, field, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                var all = fields.Select(pair => pair.Key).Where(key => key is not ("name" or "then")).Select(TorchName).ToList();
                throw new SpecException(
                    $"{owner} has no option \"{name}\"; {(all.Count == 0 ? "it has none at all" : $"expected one of {string.Join(", ", all)}")}"
                    + $"{Suggestion.Ending(name, all)}");
            }

            fields[known] = Value(text.Trim(), fields[known], owner, name);
        }
    }

    private static JsonValue Value(string text, JsonNode? now, string owner, string name)
    {
        switch (now?.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                return bool.TryParse(text, out var flag)
                    ? JsonValue.Create(flag)
                    : throw new SpecException($"{owner}: {name} must be true or false, received \"{text}\".");
            case JsonValueKind.String:
                return JsonValue.Create(text);
            default:
                // Whole numbers are kept exact, and without a point in JSON.
                if (NumberText.TryReadWhole(text, out int whole, out _))
                {
                    return JsonValue.Create(whole);
                }

                return NumberText.TryRead(text, out double number, out var problem)
                    ? JsonValue.Create(number)
                    : throw new SpecException($"{owner}: {name}: {problem}.");
        }
    }

    private static string CamelCase(string name)
    {
        var words = name.Split('_', '-');
        return words[0] + string.Concat(words.Skip(1).Select(word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static string TorchName(string field) =>
        Aliases.FirstOrDefault(alias => alias.Value.Length == 1 && alias.Value[0] == field).Key
        ?? string.Concat(field.Select(c => char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : c.ToString()));
}
