using System.CommandLine;
using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;

namespace Temper.Cli.Commands.Data;

/// <summary>temper data: which data sets there are, what is in them, how to get them.</summary>
internal static class DataCommand
{
    private const string Kinds = "A data set's name (fashion-mnist, garments), or a folder with an IDX quartet.";

    public static Command Build(Terminal terminal)
    {
        var command = new DocumentedCommand(
            "data",
            "Lists, describes, fetches and shows data sets.",
            "temper data list",
            "temper data fetch fashion-mnist",
            "temper data show garments");
        command.Subcommands.Add(List(terminal));
        command.Subcommands.Add(Info(terminal));
        command.Subcommands.Add(Fetch(terminal));
        command.Subcommands.Add(Show(terminal));
        return command;
    }

    private static DocumentedCommand List(Terminal terminal)
    {
        var common = new CommonOptions();
        var command = new DocumentedCommand(
            "list",
            $"Lists the data sets that have a name, and where each was found: {DatasetCatalog.FolderVariable}, the cache folder, built in.",
            "temper data list",
            "temper data list --json");
        common.AddOutputTo(command);
        command.SetAction((parsed, _) =>
        {
            using var catalog = DatasetLoading.Catalog(terminal);
            DataLines.List(common.Report(parsed, terminal), [.. catalog.List().Select(DataListing.Of)]);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static DocumentedCommand Info(Terminal terminal)
    {
        var common = new CommonOptions();
        var name = new Argument<string>("NAME|DIR") { Description = Kinds };
        var command = new DocumentedCommand(
            "info",
            "Describes a data set: sizes, classes with their images, pixel statistics, hash, source. Fetches it if necessary.",
            "temper data info fashion-mnist",
            "temper data info ./my-images");
        command.Arguments.Add(name);
        command.Options.Add(common.MaxBytes);
        common.AddOutputTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = common.Report(parsed, terminal);
            var dataset = await DatasetLoading.LoadAsync(parsed.GetValue(name), report, cancellationToken).ConfigureAwait(false);
            DataLines.Info(report, DataFacts.Of(dataset));
            return ExitCodes.Done;
        });
        return command;
    }

    private static DocumentedCommand Fetch(Terminal terminal)
    {
        var common = new CommonOptions();
        var name = new Argument<string>("NAME") { Description = "A data set's name: fashion-mnist." };
        var command = new DocumentedCommand(
            "fetch",
            "Downloads a data set to the cache folder and verifies it; one that is already there is only verified.",
            "temper data fetch fashion-mnist");
        command.Arguments.Add(name);
        command.Options.Add(common.MaxBytes);
        command.Options.Add(common.Quiet);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = new Report(common.Allowing(parsed, terminal), json: false, parsed.GetValue(common.Quiet));
            var request = new DatasetRequest(parsed.GetValue(name));
            var dataset = await DatasetLoading.LoadAsync(request, report, cancellationToken).ConfigureAwait(false);
            report.Result(dataset.IsBuiltIn
                ? $"{dataset.Name} is built in: there is nothing to fetch."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{dataset.Name}: {dataset.Train.Count} + {dataset.Test.Count} images in {dataset.Source}, checksums match."));
            return ExitCodes.Done;
        });
        return command;
    }

    private static DocumentedCommand Show(Terminal terminal)
    {
        var name = new Argument<string>("NAME|DIR") { Description = Kinds };
        var label = new Option<string?>("--class") { Description = "Only images of this class, by its name or number.", HelpName = "NAME" };
        var count = NumberOption.Whole("--count", "N", "Number of images. Default: 9.", "9", most: DataShowRun.MostImages);
        var seed = NumberOption.Seed("Seed of the random choice.", 1);
        var file = new Option<string?>("--out") { Description = "Also write them to this SVG file.", HelpName = "FILE.svg" };
        var common = new CommonOptions();
        var command = new DocumentedCommand(
            "show",
            "Shows random training images, drawn with characters: in colour where the terminal has colours, otherwise with shading characters.",
            "temper data show fashion-mnist",
            "temper data show garments --class Boot --count 12 --out boots.svg");
        command.Arguments.Add(name);
        foreach (var option in new Option[] { label, count, seed, file, common.MaxBytes, common.Quiet })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new DataShowRequest(
                parsed.GetValue(name)!, parsed.GetValue(label), parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(file));
            return new DataShowRun(
                request, new Report(common.Allowing(parsed, terminal), json: false, parsed.GetValue(common.Quiet))).RunAsync(cancellationToken);
        });
        return command;
    }
}
