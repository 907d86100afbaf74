namespace Temper.Lab.Running;

/// <summary>A batch of nets that needed more memory than the device has.</summary>
/// <param name="Replicas">Nets of the batch.</param>
/// <param name="Next">Nets of the batches in which they are tried again.</param>
/// <param name="Reason">What the device said.</param>
public sealed record HalvedBatch(int Replicas, int Next, string Reason);
