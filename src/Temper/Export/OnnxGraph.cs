namespace Temper.Export;

/// <summary>
/// A graph whose operators each take the output of the one before, and may take earlier values besides, in the messages of onnx.proto.
/// </summary>
/// <param name="input">Name of the graph's input.</param>
/// <param name="inputType">TensorProto.DataType of the input.</param>
/// <param name="features">The input is [batch, features].</param>
internal sealed class OnnxGraph(string input, int inputType, int features)
{
    /// <summary>TensorProto.DataType.</summary>
    public const int FloatType = 1;
    public const int ByteType = 2;

    private const string Ending = "_output";

    private readonly List<Node> nodes = [];
    private readonly List<(string Name, int[] Shape, float[] Values)> initializers = [];

    /// <summary>The operators so far.</summary>
    public IReadOnlyList<string> Operators => [.. nodes.Select(node => node.Operator)];

    /// <summary>The name of what the last operator gives, for operators after the next.</summary>
    public string Value => nodes.Count == 0 ? input : nodes[^1].Name + Ending;

    /// <summary>Floats of all initializers.</summary>
    public long Numbers => initializers.Sum(tensor => (long)tensor.Values.Length);

    /// <summary>Adds an operator on the last one's output.</summary>
    /// <param name="name">Of the layer, or what it is for; it need not be unique.</param>
    /// <param name="type">The operator, e.g. Gemm.</param>
    /// <param name="inputs">Its further inputs: names of initializers, or a <see cref="Value"/> of before.</param>
    /// <param name="attributes">Whole numbers and floats by name.</param>
    public void Add(string name, string type, IReadOnlyList<string>? inputs = null, params (string Name, object Value)[] attributes) =>
        nodes.Add(new Node(Unique($"/{name}/{type}"), type, inputs ?? [], attributes));

    /// <summary>Divides an earlier value by the last operator's output.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="numerator">A <see cref="Value"/> of before.</param>
    public void AddDivision(string name, string numerator) =>
        nodes.Add(new Node(Unique($"/{name}/Div"), "Div", [numerator], []) { TakesLastAtEnd = true });

    /// <summary>A tensor of floats that the file contains; returns its name.</summary>
    public string Initializer(string name, int[] shape, float[] values)
    {
        initializers.Add((name, shape, values));
        return name;
    }

    /// <summary>A number that the file contains once, however often it is asked for; returns its name.</summary>
    public string Constant(float value)
    {
        var name = FormattableString.Invariant($"constant.{value:R}");
        return initializers.Exists(tensor => tensor.Name == name) ? name : Initializer(name, [], [value]);
    }

    /// <summary>Writes the GraphProto.</summary>
    /// <param name="graph">Into this message.</param>
    /// <param name="name">Name of the graph.</param>
    /// <param name="output">Name of the last operator's output.</param>
    /// <param name="classes">The output is [batch, classes].</param>
    public void Write(ProtobufWriter graph, string name, string output, int classes)
    {
        var last = input;
        foreach (var node in nodes)
        {
            var result = node == nodes[^1] ? output : node.Name + Ending;
            var from = last;
            graph.Message(1, message => Write(message, node, from, result));
            last = result;
        }

        graph.Text(2, name);
        foreach (var (tensor, shape, values) in initializers)
        {
            graph.Message(5, message => Write(message, tensor, shape, values));
        }

        graph.Message(11, message => WriteValue(message, input, inputType, features));
        graph.Message(12, message => WriteValue(message, output, FloatType, classes));
    }

    /// <summary>Names of layers without parameters may repeat; in a graph each value has one of its own.</summary>
    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; nodes.Any(node => node.Name == unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }

    /// <summary>NodeProto.</summary>
    private static void Write(ProtobufWriter message, Node node, string input, string output)
    {
        foreach (var value in node.TakesLastAtEnd ? node.Inputs.Append(input) : node.Inputs.Prepend(input))
        {
            message.Text(1, value);
        }

        message.Text(2, output);
        message.Text(3, node.Name);
        message.Text(4, node.Operator);
        foreach (var (name, value) in node.Attributes)
        {
            message.Message(5, attribute => WriteAttribute(attribute, name, value));
        }
    }

    /// <summary>AttributeProto.</summary>
    private static void WriteAttribute(ProtobufWriter message, string name, object value)
    {
        const int FloatKind = 1;
        const int IntKind = 2;
        message.Text(1, name);
        if (value is float number)
        {
            message.Float(2, number);
            message.Int(20, FloatKind);
        }
        else
        {
            message.Int(3, (int)value);
            message.Int(20, IntKind);
        }
    }

    /// <summary>TensorProto.</summary>
    private static void Write(ProtobufWriter message, string name, int[] shape, float[] values)
    {
        foreach (var size in shape)
        {
            message.Int(1, size);
        }

        message.Int(2, FloatType);
        message.Text(8, name);
        message.Floats(9, values);
    }

    /// <summary>ValueInfoProto of [batch, columns], the batch being of any size.</summary>
    private static void WriteValue(ProtobufWriter message, string name, int type, int columns)
    {
        message.Text(1, name);
        message.Message(2, kind => kind.Message(1, tensor =>
        {
            tensor.Int(1, type);
            tensor.Message(2, shape =>
            {
                shape.Message(1, dimension => dimension.Text(2, "batch"));
                shape.Message(1, dimension => dimension.Int(1, columns));
            });
        }));
    }

    private sealed record Node(string Name, string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<(string Name, object Value)> Attributes)
    {
        /// <summary>Whether what the operator before gives is its last input, not its first.</summary>
        public bool TakesLastAtEnd { get; init; }
    }
}
