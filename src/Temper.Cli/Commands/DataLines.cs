using System.Globalization;
using Temper.Cli.Output;
using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Commands;

/// <summary>What temper data list and temper data info print.</summary>
internal static class DataLines
{
    public static void List(Report report, IReadOnlyList<DataListing> listings)
    {
        if (report.IsJson)
        {
            report.Document(CliJson.Write(listings));
            return;
        }

        report.Table(
            ["Name", ">Train", ">Test", "Size", ">Classes", "Found in"],
            listings.Select(listing => (IReadOnlyList<string>)
            [
                listing.Name, Text(listing.TrainImages), Text(listing.TestImages), $"{Text(listing.Height)} x {Text(listing.Width)}",
                Text(listing.ClassNames.Count), CellText.Clean(listing.FoundIn ?? $"not here; temper data fetch {listing.Name}"),
            ]));
        report.Info();
        foreach (var listing in listings)
        {
            report.Info($"{listing.Name}: {listing.Description}");
            foreach (var place in listing.Looked.Where(_ => listing.FoundIn is null))
            {
                report.Info($"  looked in {CellText.Clean(place)}");
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

        report.Result($"Name    {CellText.Clean(facts.Name)}");
        report.Result($"Source  {CellText.Clean(facts.Source)}");
        report.Result($"Hash    {facts.Hash}");
        report.Result($"Images  {Text(facts.Height)} x {Text(facts.Width)}, grey");
        report.Result();
        report.Table(
            ["Split", ">Images", ">Pixel mean", ">Std. dev.", ">Min", ">Max"],
            new[] { ("train", facts.Train), ("test", facts.Test) }.Select(split => (IReadOnlyList<string>)
            [
                split.Item1, Text(split.Item2.Images), Text(split.Item2.PixelMean), Text(split.Item2.PixelStd),
                Text(split.Item2.PixelMin), Text(split.Item2.PixelMax),
            ]));
        report.Result();
        report.Table(
            [">", "Class", ">Train", ">Test"],
            facts.Classes.Select(c => (IReadOnlyList<string>)[Text(c.Label), CellText.Clean(c.Name), Text(c.Train), Text(c.Test)]));
        DataNoteLines.Print(report, facts.Notes);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
