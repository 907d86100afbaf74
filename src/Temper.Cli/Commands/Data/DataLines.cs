using System.Globalization;
using Temper.Cli.Output;

namespace Temper.Cli.Commands.Data;

/// <summary>What temper data list and temper data info print.</summary>
internal static class DataLines
{
    private const int FieldAt = 8;

    public static void List(Report report, IReadOnlyList<DataListing> listings)
    {
        if (report.IsJson)
        {
            report.Document(CliJson.Write(listings));
            return;
        }

        report.Table(
            [new("Name"), new("Train", true, 5), new("Test", true, 3), new("Size", false, 4), new("Classes", true, 2), new("Found in")],
            listings.Select(listing => (IReadOnlyList<string>)
            [
                listing.Name, Text(listing.TrainImages), Text(listing.TestImages), $"{Text(listing.Height)} x {Text(listing.Width)}",
                Text(listing.ClassNames.Count), listing.FoundIn ?? $"not here; temper data fetch {listing.Name}",
            ]));
        report.Info();
        foreach (var listing in listings)
        {
            report.Info($"{listing.Name}: {listing.Description}");
            foreach (var place in listing.Looked.Where(_ => listing.FoundIn is null))
            {
                report.Info($"  looked in {place}");
            }
        }
    }

    public static void Info(Report report, DataFacts facts)
    {
        if (report.IsJson)
        {
            report.Document(CliJson.Write(facts));
            return;
        }

        report.Field("Name", facts.Name, FieldAt);
        report.Field("Source", facts.Source, FieldAt);
        report.Field("Hash", facts.Hash, FieldAt);
        report.Field("Images", $"{Text(facts.Height)} x {Text(facts.Width)}, grey", FieldAt);
        report.Result();
        report.Table(
            [new("Split"), new("Images", true), new("Pixel mean", true, 4), new("Std. dev.", true, 3), new("Min", true, 1), new("Max", true, 2)],
            new[] { ("train", facts.Train), ("test", facts.Test) }.Select(split => (IReadOnlyList<string>)
            [
                split.Item1, Text(split.Item2.Images), Text(split.Item2.PixelMean), Text(split.Item2.PixelStd),
                Text(split.Item2.PixelMin), Text(split.Item2.PixelMax),
            ]));
        report.Result();
        report.Table(
            [new("", true), new("Class"), new("Train", true), new("Test", true)],
            facts.Classes.Select(c => (IReadOnlyList<string>)[Text(c.Label), c.Name, Text(c.Train), Text(c.Test)]));
        DataNoteLines.Print(report, facts.Notes);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
