using System.Runtime.CompilerServices;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers and sizes of losses that are sums over numbers: squared error, Huber's.</summary>
internal unsafe struct ErrorArgs
{
    public float* Outputs;
    public float* Targets;

    /// <summary>Or null.</summary>
    public float* Gradient;

    /// <summary>[rows]: each row's sum of losses, and of squared errors.</summary>
    public double* RowLosses;
    public double* RowSquares;

    /// <summary>[2]: mean loss and sum of squared errors.</summary>
    public float* Result;
    public double Delta;
    public int IsSquared;
    public int Rows;
    public int Width;
}

/// <summary>Squared error and Huber's loss, in double between float outputs and a float gradient. Few numbers: no vectors.</summary>
internal static unsafe class ErrorKernel
{
    /// <summary>One thread's rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(void* arguments, int part, int parts)
    {
        ref var args = ref *(ErrorArgs*)arguments;
        var (from, to) = Parts.Rows(args.Rows, part, parts);
        double numbers = (long)args.Rows * args.Width;
        for (var r = from; r < to; r++)
        {
            double loss = 0, squares = 0;
            for (var i = (nint)r * args.Width; i < (nint)(r + 1) * args.Width; i++)
            {
                var error = (double)args.Outputs[i] - args.Targets[i];
                squares += error * error;
                double slope;
                if (args.IsSquared != 0)
                {
                    slope = 2 * error;
                }
                else if (Math.Abs(error) <= args.Delta)
                {
                    loss += 0.5 * error * error;
                    slope = error;
                }
                else
                {
                    loss += args.Delta * (Math.Abs(error) - (0.5 * args.Delta));
                    slope = Math.Clamp(error, -args.Delta, args.Delta);
                }

                if (args.Gradient is not null)
                {
                    args.Gradient[i] = (float)(slope / numbers);
                }
            }

            args.RowLosses[r] = args.IsSquared != 0 ? squares : loss;
            args.RowSquares[r] = squares;
        }
    }

    /// <summary>Adds the rows up, in order.</summary>
    public static void Sum(void* arguments)
    {
        ref var args = ref *(ErrorArgs*)arguments;
        double total = 0, squares = 0;
        for (var r = 0; r < args.Rows; r++)
        {
            total += args.RowLosses[r];
            squares += args.RowSquares[r];
        }

        args.Result[0] = (float)(total / ((long)args.Rows * args.Width));
        args.Result[1] = (float)squares;
    }
}
