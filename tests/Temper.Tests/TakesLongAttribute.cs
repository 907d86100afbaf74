namespace Temper.Tests;

/// <summary>A class of tests that takes tens of seconds: it begins first, so that no core waits for it at the end.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TakesLongAttribute : Attribute;
