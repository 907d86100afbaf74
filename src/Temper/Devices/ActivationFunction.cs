using System.Runtime.CompilerServices;
using Temper.Devices.Cpu;
using Temper.Devices.Cpu.Elements;

namespace Temper.Devices;

/// <summary>An <see cref="IActivation"/> with its options, as a value that an operation carries whatever the formula is.</summary>
public abstract unsafe class ActivationFunction
{
    private readonly PinnedFloats memory;

    private protected ActivationFunction(int bytes) => memory = new PinnedFloats((bytes + sizeof(float) - 1) / sizeof(float));

    /// <summary>The function of a formula.</summary>
    /// <typeparam name="TFormula">A struct of the formula's options.</typeparam>
    /// <param name="formula">The formula with its options, which are copied.</param>
    public static ActivationFunction Of<TFormula>(TFormula formula)
        where TFormula : unmanaged, IActivation => new Typed<TFormula>(formula);

    /// <summary>What x becomes: the specification, in plain doubles.</summary>
    /// <param name="x">Any number.</param>
    public abstract double Value(double x);

    /// <summary>The derivative at x, likewise.</summary>
    /// <param name="x">Any number.</param>
    public abstract double Derivative(double x);

    /// <summary>The formula's options, for the two below; good while this object is held.</summary>
    internal void* Formula => memory.Pointer;

    /// <summary>(options, x, y, count): y becomes the function of x.</summary>
    internal delegate*<void*, float*, float*, int, void> Forward { get; private protected init; }

    /// <summary>(options, x, gradient, count): the gradient is multiplied by the derivative at x.</summary>
    internal delegate*<void*, float*, float*, int, void> Backward { get; private protected init; }

    private sealed class Typed<TFormula> : ActivationFunction
        where TFormula : unmanaged, IActivation
    {
        private readonly TFormula formula;

        public Typed(TFormula formula)
            : base(sizeof(TFormula))
        {
            this.formula = formula;
            Unsafe.WriteUnaligned(Formula, formula);
            Forward = &ActivationKernel<TFormula>.Forward;
            Backward = &ActivationKernel<TFormula>.Backward;
        }

        public override double Value(double x) => formula.Value(x);

        public override double Derivative(double x) => formula.Derivative(x);
    }
}
