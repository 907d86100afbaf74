using System.Runtime.ExceptionServices;
using Temper.Devices;
using Temper.Tasks;

namespace Temper.Data;

/// <summary>
/// Loads the four IDX files of an image data set (MNIST, Fashion-MNIST, KMNIST, EMNIST and others of that form).
/// </summary>
/// <remarks>
/// They may be in the folder itself, in fashion-mnist/ or FashionMNIST/raw/ below it, or in raw/ or NAME/raw/ (the
/// layout of torchvision); plain or gzipped; named train-images-idx3-ubyte, train-images.idx3-ubyte or with a prefix
/// such as emnist-digits-train-images-idx3-ubyte; the test set t10k- or test-. A file classes.txt beside them (UTF-8,
/// one name a line) names the classes; without one they are "0", "1" and so on up to the largest label.
/// Files that are Fashion-MNIST, byte for byte, get its name and its class names wherever they are; a folder's name alone says nothing.
/// </remarks>
public static class IdxFolder
{
    /// <summary>Loads the data set of a folder.</summary>
    /// <param name="folder">The folder to look in.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="DataException">
    /// There is no data set, or more than one, or its files are damaged or contradict each other, or the folder is
    /// called fashion-mnist and holds files of Fashion-MNIST's sizes that are not those.
    /// </exception>
    public static Dataset Load(string folder, CancellationToken cancellationToken = default) =>
        Load(folder, DatasetCatalogOptions.DefaultMaxBytes, cancellationToken);

    /// <summary>
    /// Loads the data set of a folder, which may be larger, or only smaller, than <see cref="DatasetCatalogOptions.DefaultMaxBytes"/>.
    /// </summary>
    /// <param name="folder">The folder to look in.</param>
    /// <param name="maxBytes">Most bytes that its files may hold unpacked, all together.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="DataException">As above, or the files hold more.</exception>
    /// <exception cref="NotEnoughMemoryException">There is not that much memory.</exception>
    public static Dataset Load(string folder, long maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return LoadAny(folder, FashionMnist.Published, new DataAllowance(maxBytes, HostMemory.OfProcess), cancellationToken);
    }

    /// <summary>Loads whatever data set a folder holds.</summary>
    internal static Dataset LoadAny(string folder, PublishedDataset published, CancellationToken cancellationToken) =>
        LoadAny(folder, published, DataAllowance.Usual(), cancellationToken);

    /// <summary>Loads whatever data set a folder holds.</summary>
    internal static Dataset LoadAny(string folder, PublishedDataset published, DataAllowance allowance, CancellationToken cancellationToken)
    {
        var quartet = Find(folder, null) ?? throw NotFound(folder, null);
        var isCalledSo = IdxQuartet.NameOf(quartet.Folder) is FashionMnist.Name or "fashionmnist";
        return Load(quartet, published, mustMatch: false, isCalledSo, allowance, cancellationToken);
    }

    /// <summary>Loads a published data set from a folder; anything else there is an error.</summary>
    internal static Dataset Load(string folder, PublishedDataset published, CancellationToken cancellationToken) =>
        Load(folder, published, DataAllowance.Usual(), cancellationToken);

    /// <summary>Loads a published data set from a folder; anything else there is an error.</summary>
    internal static Dataset Load(string folder, PublishedDataset published, DataAllowance allowance, CancellationToken cancellationToken)
    {
        var quartet = Find(folder, published) ?? throw NotFound(folder, published);
        return Load(quartet, published, mustMatch: true, isCalledSo: true, allowance, cancellationToken);
    }

    /// <summary>The files of a folder: of one published data set, or of any when that is null. Null when there are none.</summary>
    internal static IdxQuartet? Find(string folder, PublishedDataset? published)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        foreach (var place in Places(folder).Where(Directory.Exists))
        {
            if (IdxQuartet.Find(place) is { } quartet)
            {
                return quartet;
            }
        }

        if (published is not null)
        {
            return null;
        }

        var others = Torchvision(folder).Select(IdxQuartet.Find).OfType<IdxQuartet>().ToArray();
        return others.Length <= 1
            ? others.FirstOrDefault()
            : throw new DataException(
                $"{OneLine.Of(folder)}: holds several data sets ({string.Join(", ", others.Select(other => IdxQuartet.NameOf(other.Folder)))}), "
                + "expected one; name the folder of one of them.");
    }

    /// <summary>Why a folder has nothing to load.</summary>
    internal static DataException NotFound(string folder, PublishedDataset? published)
    {
        if (!Directory.Exists(folder))
        {
            return File.Exists(folder)
                ? new DataException($"{OneLine.Of(folder)}: is a file, expected a folder with the four IDX files; name the folder.")
                : new DataException($"{OneLine.Of(folder)}: no such folder; check the name.");
        }

        var places = string.Join(", ", Places(folder).Select(OneLine.Of));
        var others = published is null ? $" and {OneLine.Of(Path.Combine(folder, "NAME", "raw"))}" : "";
        return new DataException(
            $"{OneLine.Of(folder)}: no {published?.Name ?? "image"} data found: looked for train-images-idx3-ubyte, train-labels-idx1-ubyte, "
            + $"t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each with or without .gz, in {places}{others}; "
            + "put the four files there or name another folder.");
    }

    private static string[] Places(string folder) =>
    [
        folder,
        Path.Combine(folder, FashionMnist.Name),
        Path.Combine(folder, "FashionMNIST", "raw"),
        Path.Combine(folder, "raw"),
    ];

    private static IEnumerable<string> Torchvision(string folder)
    {
        string[] children;
        try
        {
            children = Directory.GetDirectories(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{OneLine.Of(folder)}: the folder cannot be read ({OneLine.OfFileError(error)}); check its permissions.", error);
        }

        return children.Order(StringComparer.Ordinal).Select(child => Path.Combine(child, "raw")).Where(Directory.Exists);
    }

    private static Dataset Load(
        IdxQuartet quartet, PublishedDataset published, bool mustMatch, bool isCalledSo, DataAllowance allowance, CancellationToken cancellationToken)
    {
        var arrays = Read(quartet, isCalledSo ? published : null, allowance, cancellationToken);
        var matches = published.Matches(arrays);

        // In a folder of that name, files of the published sizes are a damaged copy; of other sizes they are other data.
        if (!matches && (mustMatch || (isCalledSo && published.HasSizesOf(arrays))))
        {
            published.Check(quartet.Paths, arrays, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var train = Pair(quartet.Paths[0], arrays[0], quartet.Paths[1], arrays[1]);
        var test = Pair(quartet.Paths[2], arrays[2], quartet.Paths[3], arrays[3]);
        if (train.Shape != test.Shape)
        {
            throw new DataException(
                $"{OneLine.Of(quartet.Paths[2])}: test images are {test.Shape.Height} x {test.Shape.Width}, "
                + $"expected {train.Shape.Height} x {train.Shape.Width} as in {OneLine.Of(quartet.Paths[0])}; use files of one data set.");
        }

        var hash = (matches ? published.DatasetHash : null) ?? DatasetHash.Compute(train, test);
        var source = Path.GetFullPath(quartet.Folder);
        if (matches)
        {
            return new Dataset(
                published.Name, train, test, new Classification(published.ClassNames), hash, source) { Origin = DatasetOrigin.Published };
        }

        return hash == Garments.Hash
            ? new Dataset(Garments.Name, train, test, new Classification(Garments.ClassNames), hash, source) { Origin = DatasetOrigin.BuiltIn }
            : new Dataset(
                IdxQuartet.NameOf(quartet.Folder),
                train,
                test,
                new Classification(IdxClasses.NamesOf(quartet, train, test, cancellationToken)),
                hash,
                source);
    }

    /// <summary>Reads the four files: the first, which is by far the largest, beside the other three.</summary>
    private static IdxArray[] Read(IdxQuartet quartet, PublishedDataset? mustBe, DataAllowance allowance, CancellationToken cancellationToken)
    {
        var arrays = new IdxArray[quartet.Paths.Count];
        var errors = new ExceptionDispatchInfo?[arrays.Length];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var others = Task.Run(
            () =>
            {
                for (var i = 1; i < arrays.Length; i++)
                {
                    ReadOne(i);
                }
            },
            CancellationToken.None);
        ReadOne(0);
        others.GetAwaiter().GetResult();

        // Of several bad files always the same one is told: the first. Where all together are too large, they were not read to their ends.
        Array.Find(errors, error => error?.SourceException is DataException { ExceedsAllowance: true })?.Throw();
        Array.Find(errors, error => error is not null)?.Throw();
        return arrays;

        void ReadOne(int i)
        {
            try
            {
                arrays[i] = IdxFile.Read(quartet.Paths[i], i % 2 == 0 ? IdxKind.Images : IdxKind.Labels, allowance, stop.Token);
            }
            catch (DataException error) when (error.ExceedsAllowance)
            {
                errors[i] = ExceptionDispatchInfo.Capture(error);
                stop.Cancel();
            }
            catch (DataException error) when (mustBe is not null)
            {
                errors[i] = ExceptionDispatchInfo.Capture(mustBe.Damaged(quartet.Paths[i], i, error, cancellationToken));
            }
            catch (Exception error)
            {
                errors[i] = ExceptionDispatchInfo.Capture(error);
            }
        }
    }

    private static RowSet Pair(string imagePath, IdxArray images, string labelPath, IdxArray labels)
    {
        if (images.Dimensions[0] != labels.Dimensions[0])
        {
            throw new DataException(
                $"{OneLine.Of(labelPath)}: holds {labels.Dimensions[0]} labels, expected {images.Dimensions[0]}, "
                + $"one for each image of {OneLine.Of(imagePath)}; use files of one data set.");
        }

        if (images.Dimensions[0] == 0)
        {
            throw new DataException($"{OneLine.Of(imagePath)}: holds no images, expected at least one; use another file.");
        }

        return RowSet.OfImages(images.Values, labels.Values, images.Dimensions[1], images.Dimensions[2]);
    }
}
