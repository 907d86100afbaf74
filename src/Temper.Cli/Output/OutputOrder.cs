namespace Temper.Cli.Output;

/// <summary>
/// Orders the output of trainings that run side by side: the first one's is written at once, that of each other one is kept
/// until all before it have finished.
/// </summary>
internal sealed class OutputOrder(int count)
{
    private readonly Lock gate = new();
    private readonly List<Action>[] kept = [.. Enumerable.Range(0, count).Select(_ => new List<Action>())];
    private readonly bool[] finished = new bool[count];
    private int current;

    /// <summary>Whether that one's output is written at once.</summary>
    public bool IsCurrent(int index)
    {
        lock (gate)
        {
            return index == current;
        }
    }

    /// <summary>Writes a line now, or once all before that one have finished.</summary>
    public void Write(int index, Action line)
    {
        lock (gate)
        {
            if (index == current)
            {
                line();
            }
            else
            {
                kept[index].Add(line);
            }
        }
    }

    /// <summary>Ends that one's output; what the next one has kept is written.</summary>
    public void Finish(int index)
    {
        lock (gate)
        {
            finished[index] = true;
            while (current < finished.Length && finished[current])
            {
                current++;
                if (current < finished.Length)
                {
                    kept[current].ForEach(line => line());
                    kept[current].Clear();
                }
            }
        }
    }
}
