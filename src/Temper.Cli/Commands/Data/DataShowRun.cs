using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Cli.TerminalPictures;
using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Lab.Reports;

namespace Temper.Cli.Commands.Data;

/// <summary>One call of temper data show: random training images, on the terminal and as an SVG file.</summary>
internal sealed class DataShowRun(DataShowRequest request, Report report)
{
    /// <summary>More would be a picture that nobody looks at.</summary>
    public const int MostImages = 400;

    private const int UsualImages = 9;
    private const int MostColumns = 6;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var file = OutFile();
        var dataset = await DatasetLoading.LoadAsync(request.Data, report, cancellationToken).ConfigureAwait(false);
        var pictures = Pick(dataset);
        if (file is not null)
        {
            AtomicFile.Write(file, Svg(dataset, pictures));
        }

        if (report.DrawsPictures || file is null)
        {
            report.Drawn(HalfBlockPictures.Render(pictures, dataset.ClassNames, report.Terminal.Width, report.DrawsPictures, hasGuesses: false));
        }

        if (file is not null)
        {
            report.Result($"Written: {file}");
        }

        return ExitCodes.Done;
    }

    private string? OutFile()
    {
        if (request.Out is null)
        {
            return null;
        }

        if (!request.Out.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--out must be a file that ends in .svg, received {request.Out}.");
        }

        var file = report.Terminal.FullPath(request.Out);
        FilePaths.RequireNoFolder(file, "--out");
        return file;
    }

    private List<GridPicture> Pick(Dataset dataset)
    {
        var images = dataset.Train;
        var label = request.Class is { } name ? LabelOf(dataset, name) : (int?)null;
        var rows = new Philox(request.Seed, RandomPurpose.Grid).Permutation(images.Count)
            .Where(row => label is null || images.Labels[row] == label)
            .Take(request.Count ?? UsualImages)
            .ToList();
        if (rows.Count == 0)
        {
            throw new DataException($"{dataset.Name} has no training image of class \"{dataset.ClassNames[label!.Value]}\"; choose another class.");
        }

        if (rows.Count < request.Count)
        {
            report.Warning(string.Create(CultureInfo.InvariantCulture, $"there are only {rows.Count} such images."));
        }

        return [.. rows.Select(row => new GridPicture(
            images.Bytes.Row(row).ToArray(), images.Shape.Height, images.Shape.Width, images.Labels[row], images.Labels[row]))];
    }

    /// <summary>A class by its name, whatever the case, or else by its number.</summary>
    private static int LabelOf(Dataset dataset, string name)
    {
        for (var label = 0; label < dataset.Outputs; label++)
        {
            if (string.Equals(dataset.ClassNames[label], name, StringComparison.OrdinalIgnoreCase))
            {
                return label;
            }
        }

        return NumberText.TryReadWhole(name, out int number, out _) && number >= 0 && number < dataset.Outputs
            ? number
            : throw new DataException(
                $"{dataset.Name} has no class \"{name}\"; expected one of {string.Join(", ", dataset.ClassNames)}, "
                + $"or its number{Suggestion.Ending(name, dataset.ClassNames)}");
    }

    private string Svg(Dataset dataset, List<GridPicture> pictures)
    {
        var columns = Math.Clamp((int)Math.Ceiling(Math.Sqrt(pictures.Count)), 1, MostColumns);
        var subtitle = string.Create(CultureInfo.InvariantCulture, $"{pictures.Count} of {dataset.Train.Count} training images, seed {request.Seed}");
        return PictureGrid.Render(new PictureGridData(dataset.Name, subtitle, dataset.ClassNames, pictures, columns) { HasGuesses = false });
    }
}
