namespace Temper.Prediction;

/// <summary>Scratch memory that no call uses just now: as many pieces as there have been calls at the same time.</summary>
internal sealed class ScratchPool
{
    private readonly Lock gate = new();
    private ScratchMemory[] free = new ScratchMemory[4];
    private int count;
    private bool closed;

    /// <summary>Scratch memory for at least so many rows; null if there is none. A smaller one is let go of: it has outgrown its use.</summary>
    public ScratchMemory? Take(int rows)
    {
        lock (gate)
        {
            for (var i = count - 1; i >= 0; i--)
            {
                if (free[i].Rows >= rows)
                {
                    var memory = free[i];
                    free[i] = free[--count];
                    free[count] = null!;
                    return memory;
                }
            }

            if (count > 0)
            {
                free[--count] = null!;
            }

            return null;
        }
    }

    /// <summary>Keeps scratch memory for the next call.</summary>
    public void Return(ScratchMemory memory)
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            if (count == free.Length)
            {
                Array.Resize(ref free, 2 * count);
            }

            free[count++] = memory;
        }
    }

    /// <summary>Lets go of all scratch memory, also of what comes back later.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Array.Clear(free);
            count = 0;
        }
    }
}
