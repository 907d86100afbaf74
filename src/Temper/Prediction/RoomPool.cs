namespace Temper.Prediction;

/// <summary>Rooms that no call uses just now: as many as there have been calls at the same time.</summary>
internal sealed class RoomPool
{
    private readonly Lock gate = new();
    private PredictionRoom[] free = new PredictionRoom[4];
    private int count;
    private bool closed;

    /// <summary>A room for at least so many rows; null if there is none. A smaller one is let go of: it has outgrown its use.</summary>
    public PredictionRoom? Take(int rows)
    {
        lock (gate)
        {
            for (var i = count - 1; i >= 0; i--)
            {
                if (free[i].Rows >= rows)
                {
                    var room = free[i];
                    free[i] = free[--count];
                    free[count] = null!;
                    return room;
                }
            }

            if (count > 0)
            {
                free[--count] = null!;
            }

            return null;
        }
    }

    /// <summary>Keeps a room for the next call.</summary>
    public void Return(PredictionRoom room)
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

            free[count++] = room;
        }
    }

    /// <summary>Lets go of all rooms, also of those that come back later.</summary>
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
