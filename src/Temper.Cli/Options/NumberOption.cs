using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Temper.Cli.Options;

/// <summary>
/// Options that are numbers. Every number of every command is made here, because the library would read them as the machine's language writes
/// them, where "0,01" is 0.01, 1 or an error; <see cref="NumberText"/> has one rule for all.
/// </summary>
internal static class NumberOption
{
    /// <summary>A number that need not be given.</summary>
    /// <param name="name">Name of the option, with its dashes.</param>
    /// <param name="help">Placeholder of the value in the help.</param>
    /// <param name="description">Description in the help.</param>
    /// <param name="example">A typical value, for error messages.</param>
    public static Option<double?> Real(string name, string help, string description, string example) => new(name)
    {
        HelpName = help,
        Description = description,
        CustomParser = result => Read(result, example),
    };

    /// <summary>A number with a default.</summary>
    public static Option<double> Real(string name, string help, string description, double byDefault) => new(name)
    {
        HelpName = help,
        Description = description,
        DefaultValueFactory = _ => byDefault,
        CustomParser = result => Read(result, FormattableString.Invariant($"{byDefault}")) ?? byDefault,
    };

    /// <summary>A whole number that need not be given.</summary>
    /// <param name="name">Name of the option, with its dashes.</param>
    /// <param name="help">Placeholder of the value in the help.</param>
    /// <param name="description">Description in the help.</param>
    /// <param name="example">A typical value, for error messages.</param>
    /// <param name="least">Smallest allowed value. Default: 1.</param>
    /// <param name="most">Largest allowed value.</param>
    /// <param name="aliases">Other names of the option, with dashes.</param>
    public static Option<int?> Whole(
        string name, string help, string description, string example, int least = 1, int most = int.MaxValue, params string[] aliases) =>
        new(name, aliases)
    {
        HelpName = help,
        Description = description,
        CustomParser = result => ReadWhole<int>(result, example, least, most),
    };

    /// <summary>A whole number with a default.</summary>
    public static Option<int> Whole(string name, string help, string description, int byDefault, int least = 1) => new(name)
    {
        HelpName = help,
        Description = description,
        DefaultValueFactory = _ => byDefault,
        CustomParser = result => ReadWhole<int>(result, FormattableString.Invariant($"{byDefault}"), least, int.MaxValue) ?? byDefault,
    };

    /// <summary>A number of bytes that need not be given.</summary>
    /// <param name="name">Name of the option, with its dashes.</param>
    /// <param name="description">Description in the help.</param>
    /// <param name="example">A typical value, for error messages.</param>
    public static Option<long?> Bytes(string name, string description, string example) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result => ReadWhole<long>(result, example, 1, long.MaxValue),
    };

    /// <summary>A seed that need not be given.</summary>
    public static Option<ulong?> Seed(string description) => new("--seed")
    {
        HelpName = "S",
        Description = description,
        CustomParser = result => ReadWhole<ulong>(result, "7", ulong.MinValue, ulong.MaxValue),
    };

    /// <summary>A seed with a default.</summary>
    public static Option<ulong> Seed(string description, ulong byDefault) => new("--seed")
    {
        HelpName = "S",
        Description = description,
        DefaultValueFactory = _ => byDefault,
        CustomParser = result => ReadWhole<ulong>(result, "7", ulong.MinValue, ulong.MaxValue) ?? byDefault,
    };

    private static double? Read(ArgumentResult result, string example)
    {
        if (NumberText.TryRead(Text(result), out double number, out var problem, example))
        {
            return number;
        }

        result.AddError($"{Name(result)}: {problem}.");
        return null;
    }

    private static T? ReadWhole<T>(ArgumentResult result, string example, T least, T most)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (!NumberText.TryReadWhole(Text(result), out T number, out var problem, example))
        {
            result.AddError($"{Name(result)}: {problem}.");
        }
        else if (number < least || number > most)
        {
            var range = most < T.MaxValue ? FormattableString.Invariant($"from {least} to {most}") : FormattableString.Invariant($"at least {least}");
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{Name(result)} must be {range}, received {number}."));
        }
        else
        {
            return number;
        }

        return null;
    }

    private static string Text(ArgumentResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;

    private static string Name(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
