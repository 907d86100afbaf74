using System.Reflection;
using System.Xml.Linq;
using Temper.Gpu;
using Temper.Training;
using Xunit;

namespace Temper.Tests;

/// <summary>
/// The XML documentation of the engine and of the GPU device. The compiler asks for a summary of every public member; these tests ask for every parameter.
/// </summary>
public sealed class DocumentationTests
{
    [Theory]
    [InlineData(typeof(Trainer), 150)]
    [InlineData(typeof(GpuDevicePool), 5)]
    public void Every_parameter_of_every_public_member_is_documented(Type one, int fewest)
    {
        var assembly = one.Assembly;
        var members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
        var checkedMethods = 0;
        var missing = new List<string>();
        foreach (var method in assembly.GetExportedTypes().SelectMany(Methods).Where(method => method.GetParameters().Length > 0))
        {
            // Overloads have the same name and are told apart by their parameters.
            var candidates = members.Where(member => NameOf(member.Key) == NameOf(method)).Select(member => member.Value).ToList();
            if (candidates.Count == 0)
            {
                continue;
            }

            checkedMethods++;
            var names = method.GetParameters().Select(parameter => parameter.Name).ToHashSet();
            if (!candidates.Any(member => member.Element("inheritdoc") is not null
                || names.SetEquals(member.Elements("param").Where(param => param.Value.Trim().Length > 0).Select(param => param.Attribute("name")!.Value))))
            {
                missing.Add($"{NameOf(method)}({string.Join(", ", names)})");
            }
        }

        Assert.True(checkedMethods >= fewest, $"only {checkedMethods} members were found in the documentation");
        Assert.Empty(missing);
    }

    private static IEnumerable<MethodBase> Methods(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .OfType<MethodBase>()
            .Where(method => method.IsPublic || method.IsFamily);

    private static string NameOf(MethodBase method) =>
        $"{method.DeclaringType!.FullName!.Replace('+', '.')}.{(method.IsConstructor ? "#ctor" : method.Name)}";

    /// <summary>M:Namespace.Type.Method``1(parameters) without its kind, arity and parameters.</summary>
    private static string NameOf(string member)
    {
        if (!member.StartsWith("M:", StringComparison.Ordinal))
        {
            return "";
        }

        var name = member[2..];
        name = name[..(name.IndexOf('(', StringComparison.Ordinal) is var bracket and >= 0 ? bracket : name.Length)];
        return name.IndexOf("``", StringComparison.Ordinal) is var arity and >= 0 ? name[..arity] : name;
    }
}
