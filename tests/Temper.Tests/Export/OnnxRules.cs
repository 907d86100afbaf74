using Onnx;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>
/// What the official checker (onnx.checker.check_model) asks of a file, for the operators that Temper writes. The messages are
/// read with the official schema. ONNX Runtime checks each node against its operator's own schema when it loads a file.
/// </summary>
internal static class OnnxRules
{
    public static ModelProto Check(byte[] file)
    {
        var model = ModelProto.Parser.ParseFrom(file);
        Assert.InRange(model.IrVersion, 3, 10);
        var operatorSet = Assert.Single(model.OpsetImport);
        Assert.Equal(("", 17L), (operatorSet.Domain, operatorSet.Version));
        Assert.Equal("Temper", model.ProducerName);
        Assert.NotEqual("", model.ProducerVersion);
        Assert.Equal(model.MetadataProps.Count, model.MetadataProps.Select(entry => entry.Key).Distinct().Count());
        Check(model.Graph);
        return model;
    }

    private static void Check(GraphProto graph)
    {
        Assert.NotEqual("", graph.Name);
        Assert.All(graph.Input.Concat(graph.Output), CheckValue);
        Assert.All(graph.Initializer, CheckTensor);

        // Static single assignment, in topological order: a value is made once, before it is used.
        var known = new HashSet<string>();
        Assert.All(graph.Input, value => Assert.True(known.Add(value.Name), $"{value.Name} is there twice"));
        Assert.All(graph.Initializer, tensor => Assert.True(known.Add(tensor.Name), $"{tensor.Name} is there twice"));
        var used = new HashSet<string>();
        var nodes = new HashSet<string>();
        foreach (var node in graph.Node)
        {
            Assert.NotEqual("", node.OpType);
            Assert.True(nodes.Add(node.Name), $"the node {node.Name} is there twice");
            Assert.All(node.Input, name => Assert.True(known.Contains(name), $"{node.Name} uses {name} before it is made"));
            Assert.All(node.Output, name => Assert.True(known.Add(name), $"{name} is made twice"));
            Assert.All(node.Attribute, CheckAttribute);
            Assert.Equal(node.Attribute.Count, node.Attribute.Select(attribute => attribute.Name).Distinct().Count());
            used.UnionWith(node.Input);
        }

        Assert.All(graph.Output, value => Assert.Contains(value.Name, known));
        Assert.All(graph.Initializer, tensor => Assert.Contains(tensor.Name, used));
    }

    private static void CheckValue(ValueInfoProto value)
    {
        Assert.NotEqual("", value.Name);
        var tensor = value.Type.TensorType;
        Assert.NotEqual(0, tensor.ElemType);
        Assert.Equal(["batch", ""], tensor.Shape.Dim.Select(dimension => dimension.DimParam));
        Assert.True(tensor.Shape.Dim[1].DimValue > 0);
    }

    private static void CheckTensor(TensorProto tensor)
    {
        Assert.NotEqual("", tensor.Name);
        Assert.Equal((int)TensorProto.Types.DataType.Float, tensor.DataType);
        Assert.Empty(tensor.FloatData);
        Assert.Equal(4 * tensor.Dims.Aggregate(1L, (product, size) => product * size), tensor.RawData.Length);
    }

    private static void CheckAttribute(AttributeProto attribute)
    {
        Assert.NotEqual("", attribute.Name);
        Assert.True(attribute.Type is AttributeProto.Types.AttributeType.Float or AttributeProto.Types.AttributeType.Int);
        Assert.True(attribute.Type == AttributeProto.Types.AttributeType.Float ? attribute.I == 0 : attribute.F == 0, attribute.Name);
    }
}
