using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Temper.Tests.LongestFirst))]

namespace Temper.Tests;

/// <summary>Begins with the classes that take long, and goes on in the order of the names.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly List<string> Long =
        [.. typeof(LongestFirst).Assembly.GetTypes().Where(type => type.IsDefined(typeof(TakesLongAttribute), inherit: false)).Select(type => type.FullName!)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [
            .. testCollections
                .OrderBy(collection => Long.Any(name => collection.TestCollectionDisplayName.Contains(name + " ", StringComparison.Ordinal)) ? 0 : 1)
                .ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal),
        ];
}
