using Xunit;

namespace Temper.Tests;

/// <summary>Tests that no other may run beside.</summary>
[CollectionDefinition(nameof(QuietTests), DisableParallelization = true)]
public sealed class QuietTests;
