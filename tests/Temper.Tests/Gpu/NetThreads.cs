using Temper.Devices;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>A thread for each net of a batch, as a study runs them; a test that waits for ever fails instead.</summary>
internal static class NetThreads
{
    /// <summary>Room for a kernel compiler.</summary>
    private const int StackBytes = 16 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs all to their end; each net leaves when it is done.</summary>
    /// <returns>What each of them failed with; null for what went well.</returns>
    public static Exception?[] Run(IReadOnlyList<Device> nets, Action<Device, int> work)
    {
        var errors = new Exception?[nets.Count];
        var threads = nets.Select((net, i) => new Thread(() => Run(net, i, work, errors), StackBytes) { IsBackground = true }).ToList();
        threads.ForEach(thread => thread.Start());
        foreach (var (i, thread) in threads.Index())
        {
            Assert.True(thread.Join(Limit), $"net {i} of {nets.Count} is still waiting after {Limit}");
        }

        return errors;
    }

    private static void Run(Device net, int number, Action<Device, int> work, Exception?[] errors)
    {
        try
        {
            work(net, number);
        }
        catch (Exception error)
        {
            errors[number] = error;
        }
        finally
        {
            net.Dispose();
        }
    }
}
