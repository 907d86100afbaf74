using Temper.Devices;
using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>
/// A regularizer at work in one training. Each hook does nothing unless it is overridden; none may allocate once a training runs.
/// What a hook draws at random, it draws from a stream of (seed, purpose, unit, step), so that a resumed training draws the same.
/// </summary>
internal abstract class ActiveRegularizer : IDisposable
{
    private readonly List<DeviceBuffer> owned = [];

    /// <summary>Whether it changes labels before each epoch.</summary>
    public virtual bool ChangesLabels => false;

    /// <summary>Whether training should stop after this epoch.</summary>
    public virtual bool Stops => false;

    /// <summary>The epoch whose weights it puts back at the end; null for the last one's.</summary>
    public virtual int? RestoredEpoch => null;

    /// <summary>Changes the labels of the training set for an epoch.</summary>
    /// <param name="labels">A class for each row of the data set; changed in place.</param>
    /// <param name="epoch">Which epoch, from 0.</param>
    public virtual void Labels(Span<int> labels, int epoch)
    {
    }

    /// <summary>Changes a batch before the forward pass.</summary>
    public virtual void Batch(in TrainingBatch batch)
    {
    }

    /// <summary>Changes gradients between backward pass and update.</summary>
    /// <param name="step">Steps done before, from 0.</param>
    public virtual void Gradients(long step)
    {
    }

    /// <summary>Changes, or looks at, the weights after an update.</summary>
    /// <param name="step">Steps done before this one, from 0.</param>
    /// <param name="learningRate">Learning rate of the update.</param>
    public virtual void Updated(long step, double learningRate)
    {
    }

    /// <summary>Called when an epoch's last step is done, before anything is measured.</summary>
    /// <param name="epoch">Which epoch, from 0.</param>
    public virtual void EpochEnd(int epoch)
    {
    }

    /// <summary>Puts the weights in that a trained net is measured with, where those are other ones.</summary>
    public virtual void EnterEvaluation()
    {
    }

    /// <summary>Takes them out again, and what <see cref="Finish"/> has put in: the net has the weights that are trained.</summary>
    public virtual void LeaveEvaluation()
    {
    }

    /// <summary>Receives what an epoch has measured, while the weights for evaluation are in.</summary>
    public virtual void Measured(in EpochMeasures measures)
    {
    }

    /// <summary>Called once, when training has ended, after the last <see cref="EnterEvaluation"/>.</summary>
    public virtual void Finish()
    {
    }

    /// <summary>What it adds to the loss, as a number for records; 0 for nothing.</summary>
    public virtual double Penalty() => 0;

    /// <summary>What a checkpoint has to keep, by names.</summary>
    public virtual IReadOnlyList<NamedTensor> State() => [];

    /// <summary>Takes a checkpoint's state over.</summary>
    /// <param name="state">As <see cref="State"/> gave it.</param>
    /// <param name="finished">What the finished epochs have measured.</param>
    /// <exception cref="SpecException">It is the state of another training.</exception>
    public virtual void Restore(IReadOnlyList<NamedTensor> state, IReadOnlyList<EpochMeasures> finished)
    {
    }

    /// <summary>Gives its memory back.</summary>
    public void Dispose()
    {
        foreach (var buffer in owned)
        {
            buffer.Dispose();
        }
    }

    /// <summary>Memory on the device, zeroed, that is given back with the rest.</summary>
    protected DeviceBuffer Own(Device device, int length)
    {
        var buffer = device.Allocate(length);
        owned.Add(buffer);
        return buffer;
    }
}
