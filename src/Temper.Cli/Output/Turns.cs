namespace Temper.Cli.Output;

/// <summary>
/// Lets trainings that run side by side speak one after the other: the first speaks at once, what the others say is kept
/// until all before them have finished.
/// </summary>
internal sealed class Turns(int count)
{
    private readonly Lock gate = new();
    private readonly List<Action>[] kept = [.. Enumerable.Range(0, count).Select(_ => new List<Action>())];
    private readonly bool[] finished = new bool[count];
    private int speaking;

    /// <summary>Whether it is that one's turn to speak.</summary>
    public bool IsSpeaking(int index)
    {
        lock (gate)
        {
            return index == speaking;
        }
    }

    /// <summary>Says something, now or when its turn has come.</summary>
    public void Say(int index, Action line)
    {
        lock (gate)
        {
            if (index == speaking)
            {
                line();
            }
            else
            {
                kept[index].Add(line);
            }
        }
    }

    /// <summary>Ends that one's turn; the next says what it has kept and goes on.</summary>
    public void Finish(int index)
    {
        lock (gate)
        {
            finished[index] = true;
            while (speaking < finished.Length && finished[speaking])
            {
                speaking++;
                if (speaking < finished.Length)
                {
                    kept[speaking].ForEach(line => line());
                    kept[speaking].Clear();
                }
            }
        }
    }
}
