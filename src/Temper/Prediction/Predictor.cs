using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Devices.Cpu.Prediction;
using Temper.Devices.Cpu.Queue;
using Temper.Export;
using Temper.Layers;
using Temper.Tasks;

namespace Temper.Prediction;

/// <summary>
/// A trained model at work in an application: from pictures or rows of a table to classes or values. Weights are packed once; a call allocates
/// nothing once there has been one of its size, and any number of threads may call at the same time.
/// </summary>
/// <remarks>
/// Rows are [rows, <see cref="Features"/>], row-major: they are scaled as the model was trained. Only a model of bytes takes floats too, as
/// numbers that have been scaled already. Logits are, bit for bit, those of <see cref="Training.Evaluator"/> on <see cref="CpuDevice"/>, for
/// every batch size, number of threads and vector width. Only for weights that are not finite it may depend on the batch whether 0 times such
/// a weight counts as 0 or as NaN. Images are scaled by the model's <see cref="Scaler"/>, also those of a model that <c>temper evaluate</c>
/// scales by the test set's own range (<see cref="Model.ScalesEachSet"/>).
/// A model tells classes apart or predicts a value (<see cref="Task"/>), and takes bytes or floats; a call of the other kind throws
/// <see cref="InvalidOperationException"/>.
/// </remarks>
public sealed unsafe class Predictor : IDisposable
{
    private readonly PredictionPlan plan;
    private readonly PredictionChecks checks;
    private readonly PredictionWorkers workers;
    private volatile bool disposed;

    /// <summary>Gets a model ready.</summary>
    /// <param name="model">The model; its weights are copied.</param>
    /// <param name="threads">
    /// Threads for one large batch, the caller's included; default 1. While they are busy with one caller, others compute alone.
    /// A web server, which has a thread for each request already, wants 1. At most 1024; they end with <see cref="Dispose"/>.
    /// </param>
    /// <param name="instructionSet">Vector width; null, the default, for the best there is. Results do not depend on it.</param>
    /// <exception cref="SpecException">
    /// The model's tensors do not fit its layers, its images are not of 1 to 4096 pixels each way, there is not one class name per
    /// output, a layer is too large, or this processor lacks the instruction set.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">threads is not 1 to 1024.</exception>
    public Predictor(Model model, int threads = 1, InstructionSet? instructionSet = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, ThreadTeam.MostThreads);
        InstructionSet = instructionSet ?? InstructionSets.Best;
        if (InstructionSet > InstructionSets.Best)
        {
            throw new SpecException(
                $"This processor, or this process, does not have {InstructionSet}; the best it has is {InstructionSets.Best}.");
        }

        ModelCheck.Check(model);
        plan = new PredictionPlan(model, InstructionSet);

        ClassNames = [.. model.ClassNames];
        (Input, Task, Scaler, TakesFloats) = (model.Input, model.Task, model.Scaler, model.TakesFloats);
        checks = new PredictionChecks(Input, Task, TakesFloats);
        workers = new PredictionWorkers(plan, threads);
    }

    /// <summary>Pixels of an image, or numbers of a row.</summary>
    public int Features => plan.InFeatures;

    /// <summary>Numbers that it gives for a row: one per class, or one value.</summary>
    public int Outputs => plan.OutFeatures;

    /// <summary>What it has learned.</summary>
    public LearningTask Task { get; }

    /// <summary>Number of classes; 0 for a value.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>A name for each class; empty for a value.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How the numbers of a row are arranged.</summary>
    public Shape Input { get; }

    /// <summary>Rows of pixels of an image; 1 for the rows of a table.</summary>
    public int Height => Input.Height;

    /// <summary>Columns of pixels of an image; 1 for the rows of a table.</summary>
    public int Width => Input.Width;

    /// <summary>Whether it takes rows of floats, as those of tables, not the bytes of images.</summary>
    public bool TakesFloats { get; }

    /// <summary>How the numbers of a row become what the net takes.</summary>
    public Scaler Scaler { get; }

    /// <summary>Threads for one large batch.</summary>
    public int Threads => workers.Threads;

    /// <summary>Vector width in use.</summary>
    public InstructionSet InstructionSet { get; }

    /// <summary>Loads a model file, as <c>temper train</c> leaves it, and gets it ready.</summary>
    /// <param name="path">The file, usually model.safetensors.</param>
    /// <param name="threads">As in the constructor.</param>
    /// <exception cref="DataException">The file cannot be read or is not a model of Temper.</exception>
    /// <exception cref="ArgumentOutOfRangeException">threads is not 1 to 1024.</exception>
    public static Predictor Load(string path, int threads = 1) => new(ModelFile.Load(path), threads);

    /// <summary>Loads a model file's content, from an embedded resource or a download, and gets it ready.</summary>
    /// <param name="stream">The content, from where the stream stands to its end; left open. One that cannot seek is copied to memory first.</param>
    /// <param name="source">What it is called in errors.</param>
    /// <param name="threads">As in the constructor.</param>
    /// <exception cref="DataException">It is not a model of Temper.</exception>
    /// <exception cref="ArgumentOutOfRangeException">threads is not 1 to 1024.</exception>
    public static Predictor Load(Stream stream, string source = "the model", int threads = 1) => new(ModelFile.Load(stream, source), threads);

    /// <summary>The class of one image, from 0: that of the largest logit, the first if several are equal; 0 if the first logit is NaN.</summary>
    /// <param name="image">[<see cref="Height"/>, <see cref="Width"/>], row-major, 0 to 255.</param>
    /// <exception cref="ArgumentException">The length is not that of one image.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public int PredictClass(ReadOnlySpan<byte> image)
    {
        checks.RequireOne(image.Length, nameof(image));
        var label = 0;
        PredictClasses(image, new Span<int>(ref label));
        return label;
    }

    /// <summary>The class of one row of scaled numbers, from 0.</summary>
    /// <param name="row">[<see cref="Features"/>].</param>
    /// <exception cref="ArgumentException">The length is not that of one row.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public int PredictClass(ReadOnlySpan<float> row)
    {
        checks.RequireOne(row.Length, nameof(row));
        var label = 0;
        PredictClasses(row, new Span<int>(ref label));
        return label;
    }

    /// <summary>The class of each image.</summary>
    /// <param name="images">[rows, <see cref="Height"/>, <see cref="Width"/>], 0 to 255.</param>
    /// <param name="classes">[rows], at least: filled from its beginning.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="ArgumentException">The images are not a whole number of rows, or there is too little room.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public int PredictClasses(ReadOnlySpan<byte> images, Span<int> classes)
    {
        checks.Require(isBytes: true, isValue: false);
        var rows = checks.RowsOf(images.Length, classes.Length, 1, nameof(images), nameof(classes));
        fixed (byte* pixels = images)
        {
            fixed (int* target = classes)
            {
                Run(new PredictionRequest(rows) { Pixels = pixels, Classes = target });
            }
        }

        return rows;
    }

    /// <summary>The class of each row of scaled numbers.</summary>
    /// <param name="rows">[rows, <see cref="Features"/>].</param>
    /// <param name="classes">[rows], at least: filled from its beginning.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="ArgumentException">There is no whole number of rows, or too little room.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public int PredictClasses(ReadOnlySpan<float> rows, Span<int> classes)
    {
        checks.Require(isBytes: false, isValue: false);
        var count = checks.RowsOf(rows.Length, classes.Length, 1, nameof(rows), nameof(classes));
        fixed (float* floats = rows)
        {
            fixed (int* target = classes)
            {
                Run(new PredictionRequest(count) { Floats = floats, Classes = target });
            }
        }

        return count;
    }

    /// <summary>How probable each class of each image is: softmax of the logits.</summary>
    /// <param name="images">[rows, <see cref="Height"/>, <see cref="Width"/>], 0 to 255.</param>
    /// <param name="probabilities">
    /// [rows, <see cref="Outputs"/>], at least: filled from its beginning. Those of a row sum to 1; all are NaN if one of its logits is NaN.
    /// </param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="ArgumentException">The images are not a whole number of rows, or there is too little room.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public int PredictProbabilities(ReadOnlySpan<byte> images, Span<float> probabilities) =>
        Numbers(images, probabilities, softmax: true, nameof(probabilities));

    /// <summary>How probable each class of each row of scaled numbers is: softmax of the logits.</summary>
    /// <param name="rows">[rows, <see cref="Features"/>].</param>
    /// <param name="probabilities">
    /// [rows, <see cref="Outputs"/>], at least: filled from its beginning. Those of a row sum to 1; all are NaN if one of its logits is NaN.
    /// </param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="ArgumentException">There is no whole number of rows, or too little room.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public int PredictProbabilities(ReadOnlySpan<float> rows, Span<float> probabilities) =>
        Numbers(rows, probabilities, softmax: true, nameof(probabilities));

    /// <summary>The net's outputs for each image, before softmax.</summary>
    /// <param name="images">[rows, <see cref="Height"/>, <see cref="Width"/>], 0 to 255.</param>
    /// <param name="logits">[rows, <see cref="Outputs"/>], at least: filled from its beginning.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="ArgumentException">The images are not a whole number of rows, or there is too little room.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public int PredictLogits(ReadOnlySpan<byte> images, Span<float> logits) => Numbers(images, logits, softmax: false, nameof(logits));

    /// <summary>The net's outputs for each row of scaled numbers, before softmax.</summary>
    /// <param name="rows">[rows, <see cref="Features"/>].</param>
    /// <param name="logits">[rows, <see cref="Outputs"/>], at least: filled from its beginning.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="ArgumentException">There is no whole number of rows, or too little room.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public int PredictLogits(ReadOnlySpan<float> rows, Span<float> logits) => Numbers(rows, logits, softmax: false, nameof(logits));

    /// <summary>The predicted value of each image, in its unit.</summary>
    /// <param name="images">[rows, <see cref="Height"/>, <see cref="Width"/>], 0 to 255.</param>
    /// <param name="values">[rows], at least: filled from its beginning.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="InvalidOperationException">The model tells classes apart.</exception>
    /// <exception cref="ArgumentException">The images are not a whole number of rows, or there is too little room.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public int PredictValues(ReadOnlySpan<byte> images, Span<float> values) => Numbers(images, values, softmax: false, nameof(values), isValue: true);

    /// <summary>The predicted value of each row, in its unit.</summary>
    /// <param name="rows">[rows, <see cref="Features"/>].</param>
    /// <param name="values">[rows], at least: filled from its beginning.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="InvalidOperationException">The model tells classes apart.</exception>
    /// <exception cref="ArgumentException">There is no whole number of rows, or too little room.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public int PredictValues(ReadOnlySpan<float> rows, Span<float> values) => Numbers(rows, values, softmax: false, nameof(values), isValue: true);

    /// <summary>Ends the threads. Calls that are running finish; later ones throw.</summary>
    public void Dispose()
    {
        disposed = true;
        workers.Dispose();
    }

    private int Numbers(ReadOnlySpan<byte> images, Span<float> output, bool softmax, string name, bool isValue = false)
    {
        checks.Require(isBytes: true, isValue);
        var rows = checks.RowsOf(images.Length, output.Length, Outputs, nameof(images), name);
        fixed (byte* pixels = images)
        {
            fixed (float* target = output)
            {
                Run(new PredictionRequest(rows) { Pixels = pixels, Output = target, Softmax = softmax });
            }
        }

        return rows;
    }

    private int Numbers(ReadOnlySpan<float> rows, Span<float> output, bool softmax, string name, bool isValue = false)
    {
        checks.Require(isBytes: false, isValue);
        var count = checks.RowsOf(rows.Length, output.Length, Outputs, nameof(rows), name);
        fixed (float* floats = rows)
        {
            fixed (float* target = output)
            {
                Run(new PredictionRequest(count) { Floats = floats, Output = target, Softmax = softmax });
            }
        }

        return count;
    }

    private void Run(in PredictionRequest request)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (request.Rows == 0)
        {
            return;
        }

        fixed (PredictionStage* stages = &plan.FirstStage)
        {
            var call = plan.Call(stages);
            call.Pixels = request.Pixels;
            call.Floats = request.Floats;
            call.Output = request.Output;
            call.Classes = request.Classes;
            call.Softmax = request.Softmax;
            call.Rows = request.Rows;
            workers.Run(ref call);
        }
    }
}
