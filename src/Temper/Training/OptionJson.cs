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
    /// <param name="given">Fields that are given elsewhere and cannot be given again, such as "learningRate". Default: none.</param>
    /// <exception cref="SpecException">An option is not the optimizer's, is given twice, or its value is not of its type.</exception>
    public static OptimizerSpec Apply(OptimizerSpec optimizer, IEnumerable<string> options, IReadOnlyList<string>? given = null) =>
        Apply(optimizer, options, () => SpecJson.Default.OptimizerSpec, optimizer?.GetType().Name ?? "", given);

    /// <summary>A schedule with options such as gamma=0.5 or eta_min=1e-4.</summary>
    /// <param name="schedule">What the options change; behind a warm-up also the schedule that it multiplies.</param>
    /// <param name="options">name=value each, by PyTorch's names.</param>
    /// <param name="given">Fields that are given elsewhere and cannot be given again, such as "steps". Default: none.</param>
    /// <exception cref="SpecException">An option is not the schedule's, is given twice, or its value is not of its type.</exception>
    public static LearningRateSchedule Apply(
        LearningRateSchedule schedule, IEnumerable<string> options, IReadOnlyList<string>? given = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (schedule is not WarmUp warmUp)
        {
            return Apply(schedule, options, () => SpecJson.Default.LearningRateSchedule, schedule?.GetType().Name ?? "", given);
        }

        var own = options.ToLookup(option => WarmUpOptions.Contains(CamelCase(option.Split('=')[0].Trim()), StringComparer.OrdinalIgnoreCase));
        var result = (WarmUp)Apply<LearningRateSchedule>(warmUp, own[true], () => SpecJson.Default.LearningRateSchedule, nameof(WarmUp), given);
        return own[false].Any() ? result with { Then = Apply(result.Then ?? new Constant(), own[false]) } : result;
    }

    /// <summary>A regularizer with options such as k=10 or warm_up=false.</summary>
    /// <param name="regularizer">What the options change.</param>
    /// <param name="options">name=value each.</param>
    /// <param name="given">Fields that are given elsewhere and cannot be given again, such as its strength's. Default: none.</param>
    /// <exception cref="SpecException">An option is not the regularizer's, is given twice, or its value is not of its type.</exception>
    public static Regularizer Apply(Regularizer regularizer, IEnumerable<string> options, IReadOnlyList<string>? given = null) =>
        Apply(regularizer, options, () => SpecJson.Default.Regularizer, regularizer?.Name ?? "", given);

    /// <summary>A scaling with options such as a=-1 or clip=5.</summary>
    /// <param name="scaling">What the options change.</param>
    /// <param name="options">name=value each.</param>
    /// <exception cref="SpecException">An option is not the scaling's, is given twice, or its value is not of its type.</exception>
    public static Scaling Apply(Scaling scaling, IEnumerable<string> options) =>
        Apply(scaling, options, () => SpecJson.Default.Scaling, scaling is null ? "" : ScalingText.NameOf(scaling), given: null);

    /// <summary>The field of a spec file that PyTorch's name stands for; null where the two are the same but for their spelling.</summary>
    /// <param name="name">PyTorch's name.</param>
    internal static string? FieldOf(string name) => Aliases.TryGetValue(name, out var fields) ? fields[0] : null;

    private static T Apply<T>(T spec, IEnumerable<string> options, Func<JsonTypeInfo<T>> typeInfo, string owner, IReadOnlyList<string>? given)
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
        var types = type.Options.GetTypeInfo(spec.GetType()).Properties.ToDictionary(property => property.Name, property => property.PropertyType);
        var set = new HashSet<string>(given ?? []);
        foreach (var option in options)
        {
            var parts = option.Split('=', 2);
            if (parts.Length != 2)
            {
                throw new SpecException($"{owner}: an option is given as name=value, received \"{option}\".");
            }

            foreach (var (field, value) in Values(fields, parts[0].Trim(), parts[1].Trim(), owner))
            {
                fields[field] = set.Add(field)
                    ? Value(value, types[field], type.Options, owner, parts[0].Trim())
                    : throw new SpecException($"{owner}: {TorchName(field)} is given twice; give it once.");
            }
        }

        return SpecJson.Read(fields.ToJsonString(), owner, type);
    }

    /// <summary>The fields that an option sets, and the text of each.</summary>
    private static IEnumerable<(string Field, string Text)> Values(JsonObject fields, string name, string value, string owner)
    {
        var names = Aliases.GetValueOrDefault(name, [CamelCase(name)]);
        var values = names.Length == 1 ? [value] : value.Trim('(', ')', '[', ']').Split(',');
        if (values.Length != names.Length)
        {
            var wayOut = NumberText.Rejoined(values, names.Length) is { } mended ? $"; the decimal sign is a point: {name}={mended}" : "";
            throw new SpecException($"{owner}: {name} takes {names.Length} numbers with a comma between, received \"{value}\"{wayOut}.");
        }

        var known = fields.Select(pair => pair.Key).Where(key => key is not ("name" or "then")).ToList();
        foreach (var (field, text) in names.Zip(values))
        {
            if (known.Find(key => string.Equals(key, field, StringComparison.OrdinalIgnoreCase)) is not { } found)
            {
                var all = known.Select(TorchName).ToList();
                throw new SpecException(
                    $"{owner} has no option \"{name}\"; {(all.Count == 0 ? "it has none at all" : $"expected one of {string.Join(", ", all)}")}"
                    + $"{Suggestion.Ending(name, all)}");
            }

            yield return (found, text.Trim());
        }
    }

    private static JsonValue Value(string text, Type type, JsonSerializerOptions options, string owner, string name)
    {
        var own = Nullable.GetUnderlyingType(type) ?? type;
        if (own.IsEnum)
        {
            var words = SpecValue.WordsOf(own, options);
            return JsonValue.Create(words.FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                ?? throw new SpecException(
                    $"{owner}: {name} must be one of {string.Join(", ", words)}, received \"{OneLine.Of(text)}\"{Suggestion.Ending(text, words)}"));
        }

        if (own == typeof(bool))
        {
            return bool.TryParse(text, out var flag)
                ? JsonValue.Create(flag)
                : throw new SpecException($"{owner}: {name} must be true or false, received \"{OneLine.Of(text)}\".");
        }

        // Whole numbers are kept exact, and without a point in JSON.
        if (NumberText.TryReadWhole(text, out int whole, out var problem))
        {
            return JsonValue.Create(whole);
        }

        return own != typeof(int) && NumberText.TryRead(text, out double number, out problem)
            ? JsonValue.Create(number)
            : throw new SpecException($"{owner}: {name}: {problem}.");
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
