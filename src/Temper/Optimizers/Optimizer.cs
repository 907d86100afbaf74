using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>An optimizer at work on the flat parameters of one net: its state and its steps.</summary>
public sealed class Optimizer : IDisposable
{
    private const int ScalarCount = 2;
    private const int LargestPart = 1 << 16;

    private readonly OptimizerSpec spec;
    private readonly Device device;
    private readonly DeviceBuffer[] states;
    private readonly double[] scalars = [1, 1];
    private readonly int length;

    /// <summary>Sets up the state.</summary>
    /// <param name="spec">What to do.</param>
    /// <param name="device">Where the states lie and the updates run.</param>
    /// <param name="length">Number of parameters.</param>
    /// <exception cref="SpecException">An option is out of its range.</exception>
    public Optimizer(OptimizerSpec spec, Device device, int length)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(device);
        spec.Validate();
        this.spec = spec;
        this.device = device;
        this.length = length;
        states = new DeviceBuffer[spec.StateCount];
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = device.Allocate(length);
            if (spec.InitialState(i) is not 0 and var initial)
            {
                Fill(states[i], initial);
            }
        }
    }

    /// <summary>Steps done.</summary>
    public long Steps { get; private set; }

    /// <summary>State vectors, each as long as the parameters.</summary>
    public IReadOnlyList<DeviceBuffer> States => states;

    /// <summary>Numbers that are the same for all parameters and are kept between steps.</summary>
    public ReadOnlySpan<double> Scalars => scalars;

    /// <summary>Begins a step; <see cref="Update"/> must then be called for every stretch of parameters.</summary>
    /// <param name="learningRate">Learning rate of this step.</param>
    /// <param name="momentum">Momentum of this step; null for the optimizer's own.</param>
    public StepSettings Begin(double learningRate, double? momentum = null)
    {
        Steps++;
        var settings = new StepSettings(Steps, learningRate, momentum);
        spec.Advance(settings, scalars);
        return settings;
    }

    /// <summary>Updates the parameters [offset, offset + length).</summary>
    /// <param name="parameters">All parameters of the net.</param>
    /// <param name="gradients">Their gradients, in the same order.</param>
    /// <param name="offset">First element of the stretch.</param>
    /// <param name="count">How many parameters it has.</param>
    /// <param name="isWeight">Whether it is a weight matrix, for <see cref="WeightDecayScope.Weights"/>.</param>
    /// <param name="settings">From <see cref="Begin"/>.</param>
    /// <param name="spendsGradients">Whether the gradients may hold anything afterwards, which can save time; default false.</param>
    public void Update(
        View parameters, View gradients, int offset, int count, bool isWeight, in StepSettings settings, bool spendsGradients = false)
    {
        var views = new UpdateViews(
            parameters.Slice(offset, count),
            gradients.Slice(offset, count),
            State(0, offset, count),
            State(1, offset, count),
            State(2, offset, count),
            spendsGradients);
        var decay = spec.WeightDecayScope == WeightDecayScope.All || isWeight ? spec.WeightDecay : 0;
        spec.Update(device, views, settings, decay, scalars);
    }

    /// <summary>Puts back a state saved from <see cref="Steps"/>, <see cref="Scalars"/> and <see cref="States"/>.</summary>
    /// <param name="steps">Steps done.</param>
    /// <param name="savedScalars">As many as the optimizer keeps.</param>
    /// <param name="savedStates">[states][parameters], flat as the net's parameters.</param>
    /// <exception cref="SpecException">It belongs to another optimizer or net.</exception>
    public void Restore(long steps, ReadOnlySpan<double> savedScalars, IReadOnlyList<float[]> savedStates)
    {
        ArgumentNullException.ThrowIfNull(savedStates);
        if (savedStates.Count != states.Length || savedScalars.Length != ScalarCount || savedStates.Any(state => state.Length != length))
        {
            throw new SpecException(
                $"{spec.GetType().Name} keeps {states.Length} states of {length} numbers, "
                + $"the checkpoint has {savedStates.Count}; it belongs to another run.");
        }

        Steps = steps;
        savedScalars.CopyTo(scalars);
        for (var i = 0; i < states.Length; i++)
        {
            states[i].Write(0, savedStates[i]);
        }
    }

    /// <summary>Gives the state's memory back.</summary>
    public void Dispose()
    {
        foreach (var state in states)
        {
            state.Dispose();
        }
    }

    /// <summary>In parts: all at once would take as much memory again as two states.</summary>
    private static void Fill(DeviceBuffer state, double value)
    {
        var part = new double[Math.Min(state.Length, LargestPart)];
        Array.Fill(part, value);
        for (var done = 0L; done < state.Length; done += part.Length)
        {
            state.Write((int)done, part.AsSpan(0, (int)Math.Min(part.Length, state.Length - done)));
        }
    }

    private View State(int index, int offset, int count) =>
        index < states.Length ? states[index].All.Slice(offset, count) : default;
}
