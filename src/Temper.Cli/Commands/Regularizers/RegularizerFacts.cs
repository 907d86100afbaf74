using System.Text.Json;
using System.Text.Json.Nodes;
using Temper.Regularizers;
using Temper.Training;

namespace Temper.Cli.Commands.Regularizers;

/// <summary>The description of a regularizer that temper regularizers prints.</summary>
/// <param name="Name">As it is written in commands.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Formula">Its formula.</param>
/// <param name="Default">Its main number and the default, "alpha 0.2"; empty where it has none.</param>
/// <param name="Allowed">Which values are allowed: "above 0".</param>
/// <param name="Sensible">Which values are worth trying: "0.1 to 1".</param>
/// <param name="Options">Its other options and their defaults: "k=6"; empty for none.</param>
/// <param name="OptionNotes">What is to be known of them, such as units; empty for nothing.</param>
/// <param name="Source">Paper, and the name in PyTorch or another library.</param>
internal sealed record RegularizerFacts(
    string Name, string Summary, string Formula, string Default, string Allowed, string Sensible, string Options, string OptionNotes,
    string Source)
{
    public static RegularizerFacts Of(Regularizer regularizer)
    {
        var info = regularizer.Info;
        var strength = info.Strength;
        var fields = JsonSerializer.SerializeToNode(regularizer, SpecJson.Default.Regularizer)!.AsObject();
        return new RegularizerFacts(
            regularizer.Name,
            info.Summary,
            info.Formula,
            strength is null ? "" : $"{strength.Name} {RegularizerText.Text(strength.Default)}",
            strength?.RangeText ?? "",
            strength is null ? "" : $"{RegularizerText.Text(strength.Low)} to {RegularizerText.Text(strength.High)}",
            string.Join(", ", fields
                .Where(field => field.Key != "name" && field.Key != strength?.Name)
                .Select(field => $"{field.Key}={Text(field.Value)}")),
            info.OptionNotes,
            info.Source);
    }

    private static string Text(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString() ?? "null";
}
