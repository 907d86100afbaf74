using System.Runtime.CompilerServices;

namespace Temper.Devices;

/// <summary>
/// The one seam between what a net computes and where: a small set of layer-shaped operations.
/// <see cref="ReferenceDevice"/> is their specification; every other device is tested against it.
/// </summary>
/// <remarks>
/// Activations are [rows, features], row-major. A Linear's weight is stored [in, out]. A device is used by one
/// thread at a time; it may spread an operation over threads of its own, and results do not depend on how. It may also
/// put operations off until a buffer is read: then everything asked for before has been done. In matrix products it may skip
/// zeros of one side, so that 0 times infinity or NaN counts as 0 there.
/// </remarks>
public abstract class Device : IDisposable
{
    private Updater?[] updaters = [];

    /// <summary>Short name as on the command line: "reference", "cpu".</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in a few words, for records: threads, instruction set.</summary>
    public abstract string Description { get; }

    /// <summary>
    /// Names arithmetic that gives other bits than the CPU's, as part of run ids and records: "gpu", "gpu-tf32". Empty for the CPU
    /// and the reference, whose numbers differ in precision only.
    /// </summary>
    public virtual string Arithmetic => "";

    /// <summary>
    /// The memory of this process, if that is where its buffers are: a training that needs more is refused before it takes any. Null (the default) for
    /// devices with memory of their own, which say so themselves, and for those that hold nothing.
    /// </summary>
    public virtual HostMemory? Memory => null;

    /// <summary>Bytes of a number; default 4.</summary>
    public virtual int NumberBytes => sizeof(float);

    /// <summary>The most numbers that it keeps for itself while it computes linear layers.</summary>
    /// <param name="layers">The layers, with the most rows of a batch.</param>
    internal virtual long ScratchNumbers(IReadOnlyList<LinearShape> layers) => 0;

    /// <summary>Zeroed memory for <paramref name="length"/> numbers.</summary>
    /// <param name="length">Elements.</param>
    public abstract DeviceBuffer Allocate(int length);

    /// <summary>Memory for <paramref name="length"/> row numbers.</summary>
    /// <param name="length">Row numbers.</param>
    public abstract IndexBuffer AllocateIndices(int length);

    /// <summary>Puts bytes on the device; those that share memory with the host keep the array without a copy.</summary>
    /// <param name="bytes">The pixels or labels of a data set.</param>
    public abstract ByteBuffer Upload(byte[] bytes);

    /// <summary>output[r, f] = table[pixels[index of row r, f]]: gathers and scales a batch.</summary>
    /// <param name="pixels">[images, features].</param>
    /// <param name="batch">Which images.</param>
    /// <param name="table">256 numbers: what each byte becomes.</param>
    /// <param name="features">Bytes of an image.</param>
    /// <param name="output">[rows, features].</param>
    public abstract void Gather(ByteBuffer pixels, Batch batch, View table, int features, View output);

    /// <summary>output = input weight + bias (PyTorch's nn.Linear).</summary>
    /// <param name="input">[rows, in].</param>
    /// <param name="weight">[in, out].</param>
    /// <param name="bias">[out], or empty.</param>
    /// <param name="output">[rows, out].</param>
    /// <param name="shape">Sizes.</param>
    public abstract void LinearForward(View input, View weight, View bias, View output, LinearShape shape);

    /// <summary>inputGradient = outputGradient weight^T.</summary>
    /// <param name="outputGradient">[rows, out].</param>
    /// <param name="weight">[in, out].</param>
    /// <param name="inputGradient">[rows, in], overwritten.</param>
    /// <param name="shape">Sizes.</param>
    public abstract void LinearBackwardInput(View outputGradient, View weight, View inputGradient, LinearShape shape);

    /// <summary>weightGradient = input^T outputGradient; biasGradient = column sums of outputGradient. Both are overwritten.</summary>
    /// <param name="input">[rows, in], as in forward.</param>
    /// <param name="outputGradient">[rows, out].</param>
    /// <param name="weightGradient">[in, out].</param>
    /// <param name="biasGradient">[out], or empty.</param>
    /// <param name="shape">Sizes.</param>
    public abstract void LinearBackwardParameters(
        View input, View outputGradient, View weightGradient, View biasGradient, LinearShape shape);

    /// <summary>values = max(values, 0), in place; NaN stays NaN as in PyTorch.</summary>
    /// <param name="values">[rows, features].</param>
    /// <param name="rows">Rows of the batch.</param>
    public abstract void ReluForward(View values, int rows);

    /// <summary>gradient = output &gt; 0 ? scale * gradient : 0, in place.</summary>
    /// <param name="output">[rows, features]: ReLU's output, or that of a Dropout behind it, which drops to 0.</param>
    /// <param name="gradient">[rows, features].</param>
    /// <param name="scale">1, or what the Dropout behind the ReLU multiplied kept elements by.</param>
    /// <param name="rows">Rows of the batch.</param>
    public abstract void ReluBackward(View output, View gradient, double scale, int rows);

    /// <summary>Multiplies by the mask and its scale, in place: dropout's forward and its backward alike.</summary>
    /// <param name="values">[rows, features].</param>
    /// <param name="mask">The mask.</param>
    /// <param name="rows">Rows of the batch.</param>
    public abstract void Dropout(View values, DropoutMask mask, int rows);

    /// <summary>
    /// Batch normalization in training (Ioffe and Szegedy 2015; PyTorch's nn.BatchNorm1d): normalizes with the batch's
    /// mean and biased variance; moves the running statistics by <paramref name="momentum"/> towards the batch's mean
    /// and unbiased variance.
    /// </summary>
    /// <param name="input">[rows, features], rows at least 2.</param>
    /// <param name="output">[rows, features], not the input.</param>
    /// <param name="views">Parameters and statistics.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="momentum">Share of the new batch in the running statistics.</param>
    public abstract void BatchNormTrain(View input, View output, in BatchNormViews views, int rows, double eps, double momentum);

    /// <summary>Batch normalization in evaluation mode: with the running statistics, which stay as they are.</summary>
    /// <param name="input">[rows, features].</param>
    /// <param name="output">[rows, features], not the input.</param>
    /// <param name="views">Parameters and statistics.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="eps">Added to the variance.</param>
    public abstract void BatchNormEvaluate(View input, View output, in BatchNormViews views, int rows, double eps);

    /// <summary>
    /// Backward of <see cref="BatchNormTrain"/>: gradient becomes that of the input, in place, and the gradients of
    /// weight and bias are overwritten.
    /// </summary>
    /// <param name="input">[rows, features], as in forward.</param>
    /// <param name="gradient">[rows, features]: of the output, then of the input.</param>
    /// <param name="views">Parameters, the statistics of the batch, gradients.</param>
    /// <param name="rows">Rows of the batch.</param>
    public abstract void BatchNormBackward(View input, View gradient, in BatchNormViews views, int rows);

    /// <summary>
    /// Softmax cross-entropy on logits, mean over the batch, with its gradient (PyTorch's nn.CrossEntropyLoss).
    /// With label smoothing s the target is (1 - s) one-hot + s / classes.
    /// </summary>
    /// <param name="logits">[rows, classes].</param>
    /// <param name="labels">[images], a class each.</param>
    /// <param name="batch">Which images.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="labelSmoothing">0 to 1.</param>
    /// <param name="logitsGradient">[rows, classes], or empty.</param>
    /// <param name="result">[2]: mean loss, number of rows whose largest logit (the first, if several) is the label's.</param>
    public abstract void CrossEntropy(
        View logits, ByteBuffer labels, Batch batch, int classes, double labelSmoothing, View logitsGradient, View result);

    /// <summary>Runs an optimizer's rule over every element.</summary>
    /// <param name="rule">The rule with its constants of this step.</param>
    /// <param name="views">Parameters, gradients and states, all of one length.</param>
    public void Update<TRule>(in TRule rule, in UpdateViews views)
        where TRule : unmanaged, IUpdateRule
    {
        var slot = RuleSlot.Of<TRule>.Index;
        if (slot >= updaters.Length)
        {
            Array.Resize(ref updaters, slot + 1);
        }

        updaters[slot] ??= CreateUpdater<TRule>();
        Unsafe.As<Updater<TRule>>(updaters[slot]!).Run(rule, views);
    }

    /// <summary>Sum of squares, in 64 bits, in a fixed order.</summary>
    /// <param name="values">Any length.</param>
    public abstract double SumOfSquares(View values);

    /// <summary>values = values * factor.</summary>
    /// <param name="values">Changed in place.</param>
    /// <param name="factor">Rounded to the device's precision.</param>
    public abstract void Scale(View values, double factor);

    /// <summary>Copies a view onto another of the same length.</summary>
    /// <param name="source">Read.</param>
    /// <param name="target">Overwritten; as long as the source.</param>
    public abstract void Copy(View source, View target);

    /// <summary>Scales a gradient down to a norm: gradients *= min(1, limit / (norm + 1e-6)) (torch.nn.utils.clip_grad_norm_).</summary>
    /// <param name="gradients">All gradients, changed in place.</param>
    /// <param name="limit">Largest norm.</param>
    public virtual void ClipNorm(View gradients, double limit)
    {
        var factor = limit / (Math.Sqrt(SumOfSquares(gradients)) + 1e-6);
        if (factor < 1)
        {
            Scale(gradients, factor);
        }
    }

    /// <summary>
    /// Told after each batch of a loop over batches. The operations of the next are usually the same with other rows, keys and
    /// constants: a device can prepare them once and repeat them.
    /// </summary>
    public virtual void EndBatch()
    {
    }

    /// <summary>
    /// Returns when everything asked for has been done (as torch.cuda.synchronize): for clocks. Reading a buffer waits by itself.
    /// </summary>
    public virtual void Synchronize()
    {
    }

    /// <summary>Makes the loop around a kind of rule; called once for each.</summary>
    protected abstract Updater<TRule> CreateUpdater<TRule>()
        where TRule : unmanaged, IUpdateRule;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives threads and memory back.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
