using System.Runtime.CompilerServices;

namespace Temper.Devices;

/// <summary>
/// The one seam between what a net computes and where: a small set of layer-shaped operations (Temper.Devices.Operations), each of
/// which says with plain loops what it does. <see cref="ReferenceDevice"/> runs those loops; every other device is tested against it.
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
    private OperationRunner?[] runners = [];

    /// <summary>Short name as on the command line: "reference", "cpu".</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in a few words, for records: threads, instruction set.</summary>
    public abstract string Description { get; }

    /// <summary>
    /// Names arithmetic that is not bit-identical to the CPU's, as part of run ids and records: "gpu", "gpu-tf32". Empty for the CPU
    /// and the reference, whose numbers differ in precision only.
    /// </summary>
    public virtual string Arithmetic => "";

    /// <summary>
    /// The memory of this process, if that is where its buffers are: a training that needs more is refused before it takes
    /// any. Null (the default) for devices with memory of their own, which say so themselves, and for those that hold nothing.
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

    /// <summary>Puts a data set's numbers on the device; those that share memory with the host keep the array without a copy.</summary>
    /// <typeparam name="T">byte or float.</typeparam>
    /// <param name="values">[rows, features].</param>
    /// <exception cref="SpecException">The device does not take such numbers.</exception>
    public abstract DataBuffer<T> Upload<T>(T[] values)
        where T : unmanaged;

    /// <summary>Carries out an operation. What it is, in formulas and plain loops, stands at its type.</summary>
    /// <typeparam name="TOperation">Which of Temper.Devices.Operations, or one of your own if the device has it.</typeparam>
    /// <param name="operation">The operation with its views.</param>
    /// <exception cref="SpecException">The device does not have it; <see cref="Has{TOperation}"/> asks before.</exception>
    public void Run<TOperation>(in TOperation operation)
        where TOperation : struct, IOperation => RunnerOf<TOperation>().Run(operation);

    /// <summary>Whether the device has an operation.</summary>
    /// <typeparam name="TOperation">Which.</typeparam>
    public bool Has<TOperation>()
        where TOperation : struct, IOperation => FindRunner<TOperation>() is not null;

    /// <summary>Runs an optimizer's rule over every element.</summary>
    /// <param name="rule">The rule with its constants of this step.</param>
    /// <param name="views">Parameters, gradients and states, all of one length.</param>
    public void Update<TRule>(in TRule rule, in UpdateViews views)
        where TRule : unmanaged, IUpdateRule
    {
        var slot = KindSlot<IUpdateRule>.Of<TRule>.Index;
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

    /// <summary>
    /// Marks the end of a batch. The next batch usually repeats the same operations with different rows, keys and constants: a device
    /// can prepare them once and repeat them.
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

    /// <summary>Makes what carries out a kind of operation; called once for each that is asked for.</summary>
    /// <returns>Null if the device does not have it.</returns>
    protected abstract OperationRunner<TOperation>? CreateRunner<TOperation>()
        where TOperation : struct, IOperation;

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

    private OperationRunner<TOperation> RunnerOf<TOperation>()
        where TOperation : struct, IOperation
    {
        var slot = KindSlot<IOperation>.Of<TOperation>.Index;
        var known = slot < runners.Length ? runners[slot] : null;
        return known is not null
            ? Unsafe.As<OperationRunner<TOperation>>(known)
            : FindRunner<TOperation>()
            ?? throw new SpecException($"The device {Name} cannot do {typeof(TOperation).Name} yet; use another device.");
    }

    private OperationRunner<TOperation>? FindRunner<TOperation>()
        where TOperation : struct, IOperation
    {
        var slot = KindSlot<IOperation>.Of<TOperation>.Index;
        if (slot >= runners.Length)
        {
            Array.Resize(ref runners, slot + 1);
        }

        runners[slot] ??= CreateRunner<TOperation>();
        return Unsafe.As<OperationRunner<TOperation>?>(runners[slot]);
    }
}
