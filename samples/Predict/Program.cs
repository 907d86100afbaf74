// A trained model at work: load it, classify images. Needs the package Temper alone.
//
//   dotnet run -c Release --project samples/Predict -- MODEL IMAGES [LABELS]
//   dotnet run -c Release --project samples/Predict -- runs/my-net t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz
//
// MODEL is a model.safetensors, or the folder of a run that holds one; IMAGES and LABELS are IDX files, .gz or not.
// As a native program, with no .NET on the machine that runs it:
//
//   dotnet publish -c Release -p:PublishAot=true samples/Predict -o predict
using System.Diagnostics;
using Temper;
using Temper.Data;
using Temper.Prediction;

if (args.Length is not (2 or 3))
{
    Console.Error.WriteLine("predict: expected MODEL IMAGES [LABELS], received " + (args.Length == 0 ? "nothing" : string.Join(' ', args)));
    return 2;
}

try
{
    using var predictor = Predictor.Load(Directory.Exists(args[0]) ? Path.Combine(args[0], "model.safetensors") : args[0], threads: Environment.ProcessorCount);
    var images = IdxFile.Read(args[1], IdxKind.Images);
    if ((images.Dimensions[1], images.Dimensions[2]) != (predictor.Height, predictor.Width))
    {
        throw new DataException($"{args[1]}: images of {images.Dimensions[1]} x {images.Dimensions[2]}, the model takes {predictor.Height} x {predictor.Width}.");
    }

    // One image: its class, and how sure the net is.
    var probabilities = new float[predictor.Classes];
    for (var i = 0; i < Math.Min(5, images.Dimensions[0]); i++)
    {
        ReadOnlySpan<byte> pixels = images.Values.AsSpan(i * predictor.Features, predictor.Features);
        predictor.PredictProbabilities(pixels, probabilities);
        var label = predictor.PredictClass(pixels);
        Console.WriteLine($"image {i}: {predictor.ClassNames[label]} ({probabilities[label]:P1})");
    }

    // All of them at once.
    var classes = new int[images.Dimensions[0]];
    var started = Stopwatch.GetTimestamp();
    predictor.PredictClasses(images.Values, classes);
    var elapsed = Stopwatch.GetElapsedTime(started);
    Console.WriteLine($"{classes.Length} images in {elapsed.TotalMilliseconds:F1} ms with {predictor.InstructionSet}");
    if (args.Length == 3)
    {
        var labels = IdxFile.Read(args[2], IdxKind.Labels).Values;
        var right = classes.Zip(labels).Count(pair => pair.First == pair.Second);
        Console.WriteLine($"{right} of {labels.Length} right");
    }

    return 0;
}
catch (TemperException error)
{
    Console.Error.WriteLine($"predict: {error.Message}");
    return 3;
}
