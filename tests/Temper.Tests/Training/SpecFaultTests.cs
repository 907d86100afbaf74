using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tests.Data;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Training;

/// <summary>What is told of a spec file that is wrong: where, what belongs there, what was received; in the words of a spec file, not of .NET.</summary>
public sealed class SpecFaultTests
{
    private const string Docs = "; docs/specs.md lists the fields.";
    private const string Net = "\"layers\":[{\"type\":\"ReLU\"},{\"type\":\"Linear\",\"outFeatures\":3}]";

    private static readonly string[] Foreign =
        ["System.", "Temper.", "LineNumber", "BytePositionInLine", "polymorphic", "discriminator", "nullability", ".NET", "JSON value", "JSON property", "Path:", "$."];

    /// <summary>A field beside the layers, and what is said of it behind "FILE: ".</summary>
    public static TheoryData<string, string> Fields => new()
    {
        { "\"regularizers\":[{\"name\":\"mixup\",\"alpha\":\"x\"}]", $"regularizers[0].alpha should be a number, received \"x\"{Docs}" },
        { "\"regularizers\":[{\"name\":\"ema\"},{\"name\":\"l1\",\"lambda\":true}]", $"regularizers[1].lambda should be a number, received true{Docs}" },
        { "\"regularizers\":[{\"name\":\"lookahead\",\"k\":2.5}]", $"regularizers[0].k should be a whole number, received 2.5{Docs}" },
        { "\"regularizers\":[{\"name\":\"early-stopping\",\"patience\":2.5}]", $"regularizers[0].patience should be a whole number, received 2.5{Docs}" },
        { "\"regularizers\":[{\"name\":\"EMA\",\"warmUp\":\"yes\"}]", $"regularizers[0].warmUp should be true or false, received \"yes\"{Docs}" },
        { "\"regularizers\":[{\"name\":\"early-stopping\",\"metric\":\"foo\"}]", $"regularizers[0].metric should be one of ValidScore, ValidLoss, received \"foo\"{Docs}" },
        { "\"regularizers\":[{\"name\":\"early-stopping\",\"metric\":\"ValidLos\"}]", "regularizers[0].metric should be one of ValidScore, ValidLoss, received \"ValidLos\"; did you mean ValidLoss?" },
        { "\"regularizers\":[\"mixup\"]", "regularizers[0] should be an object with a \"name\", received \"mixup\"; write {\"name\": \"mixup\"}." },
        { "\"regularizers\":[\"mix\"]", $"regularizers[0] should be an object with a \"name\", received \"mix\"{Docs}" },
        { "\"regularizers\":[{}]", $"regularizers[0] should be an object with a \"name\", received {{}}{Docs}" },
        { "\"regularizers\":[{ \"alpha\":\n 2}]", $"regularizers[0] should be an object with a \"name\", received {{ \"alpha\": 2}}{Docs}" },
        { "\"optimizer\":\"Ådäm\"", $"optimizer should be an object with a \"name\", received \"Ådäm\"{Docs}" },
        { "\"regularizers\":[{\"name\":7}]", $"regularizers[0].name should be a text, received 7{Docs}" },
        { "\"regularizers\":{}", $"regularizers should be a list, received {{}}{Docs}" },
        { "\"regularizers\":null", $"regularizers should be a list, received null{Docs}" },
        { "\"regularizers\":[{\"name\":\"mixup\",\"alfa\":1}]", "regularizers[0] (mixup) has no field \"alfa\"; expected alpha." },
        { "\"regularizers\":[{\"name\":\"batchnorm\",\"p\":1}]", "regularizers[0] (batchnorm) has no field \"p\"; it has none." },
        { "\"optimizer\":{\"name\":\"sgd\",\"nestrov\":true}", "optimizer (SGD) has no field \"nestrov\"; expected one of momentum, dampening, nesterov, learningRate, weightDecay, weightDecayScope, maximize; did you mean nesterov?" },
        { "\"optimizer\":{\"name\":\"Adam\",\"lr\":0.1}", "optimizer (Adam) has no field \"lr\"; expected one of beta1, beta2, eps, amsGrad, learningRate, weightDecay, weightDecayScope, maximize; did you mean learningRate?" },
        { "\"optimizer\":{\"name\":\"Adam\",\"Beta1\":0.1}", "optimizer (Adam) has no field \"Beta1\"; expected one of beta1, beta2, eps, amsGrad, learningRate, weightDecay, weightDecayScope, maximize; did you mean beta1?" },
        { "\"optimizer\":{\"name\":\"Adam\",\"weightDecayScope\":\"some\"}", $"optimizer.weightDecayScope should be one of All, Weights, received \"some\"{Docs}" },
        { "\"optimizer\":{\"learningRate\":1}", $"optimizer should be an object with a \"name\", received {{\"learningRate\":1}}{Docs}" },
        { "\"optimizer\":null", $"optimizer should be an object with a \"name\", received null{Docs}" },
        { "\"optimizer\":\"ADAM\"", "optimizer should be an object with a \"name\", received \"ADAM\"; write {\"name\": \"Adam\"}." },
        { "\"loss\":{\"name\":\"Huber\",\"delta\":[1]}", $"loss.delta should be a number, received [1]{Docs}" },
        { "\"schedule\":{\"name\":\"step\"}", $"schedule (step) lacks stepSize{Docs}" },
        { "\"schedule\":{\"name\":\"warm-up\",\"steps\":2,\"then\":{\"name\":\"Step\",\"stepSize\":\"2\"}}", $"schedule.then.stepSize should be a whole number, received \"2\"{Docs}" },
        { "\"schedule\":{\"name\":\"warm-up\",\"steps\":2,\"then\":{\"name\":\"cosin\"}}", "There is no schedule \"cosin\"; expected one of constant, step, cosine, one-cycle, warm-up; did you mean cosine?" },
        { "\"scaling\":{\"name\":\"standrad\"}", "There is no scaling \"standrad\"; expected one of min-max, standard, robust; did you mean standard?" },
        { "\"scaling\":{\"name\":\"Min-Max\",\"a\":\"x\"}", $"scaling.a should be a number, received \"x\"{Docs}" },
        { "\"epochs\":2.5", $"epochs should be a whole number, received 2.5{Docs}" },
        { "\"epochs\":5.0", $"epochs should be a whole number in digits only, received 5.0{Docs}" },
        { "\"epochs\":5e400", $"epochs should be a whole number in digits only, received 5e400{Docs}" },
        { "\"epochs\":null", $"epochs should be a whole number, received null{Docs}" },
        { "\"epochs\":99999999999", $"epochs should be a whole number from -2147483648 to 2147483647, received 99999999999{Docs}" },
        { "\"epochs\":1,\"epochs\":1", "epochs is given twice; give it once." },
        { "\"seed\":-1", $"seed should be a whole number of 0 or more, received -1{Docs}" },
        { "\"seed\":\"1\"", $"seed should be a whole number of 0 or more, received \"1\"{Docs}" },
        { "\"seed\":99999999999999999999", $"seed should be a whole number from 0 to 18446744073709551615, received 99999999999999999999{Docs}" },
        { "\"trainRows\":\"all\"", $"trainRows should be a whole number, received \"all\"{Docs}" },
        { "\"dropLast\":\"false\"", $"dropLast should be true or false, received \"false\"{Docs}" },
    };

    /// <summary>A whole file, and what is said of it behind "FILE: ".</summary>
    public static TheoryData<string, string> Files => new()
    {
        { "", $"is empty{Docs}" },
        { " \n", $"is empty{Docs}" },
        { "// nothing", $"has nothing in it but comments{Docs}" },
        { "[]", $"should be an object in {{ }}, received []{Docs}" },
        { "null", $"should be an object in {{ }}, received null{Docs}" },
        { "{", "is not JSON (line 1, column 2): it ends before every { and [ is closed." },
        { "{}", $"lacks layers{Docs}" },
        { "{\n \"é\": 1 x\n}", "is not JSON (line 2, column 9): 'x' is invalid after a value. Expected either ',', '}', or ']'." },
        { "{\n\n  epochs: 1}", "is not JSON (line 3, column 3): 'e' is an invalid start of a property name. Expected a '\"'." },
        { "{\"layers\":[{\"outFeatures\":3}]}", $"layers[0] should be an object with a \"type\", received {{\"outFeatures\":3}}{Docs}" },
        { "{\"layers\":[{\"type\":\"linear\"}]}", $"layers[0] (Linear) lacks outFeatures{Docs}" },
        { "{\"layers\":[{\"type\":\"Residual\",\"layers\":[{\"type\":\"Linear\",\"outFeatures\":\"3\"}]}]}", $"layers[0].layers[0].outFeatures should be a whole number, received \"3\"{Docs}" },
        { "{\"layers\":[{\"type\":\"ReLU\",\"type\":\"ReLU\"}]}", "layers[0].type is given twice; give it once." },
        { $"{{\"layers\":{new string('[', 300)}{new string(']', 300)}}}", $"layers[0] should be an object with a \"type\", received {new string('[', 60)}...{Docs}" },
        { Nested(200), "Layers may be inside each other 16 deep, received more; take one of the layers that hold them out." },
        { Nested(5000), "Layers may be inside each other 16 deep, received more; take one of the layers that hold them out." },
        { $"{{{Net},\"schedule\":{Warm(80)}}}", $"schedule{string.Concat(Enumerable.Repeat(".then", 10))}.t... is more than 64 levels deep{Docs}" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_wrong_field_is_told_with_its_place_what_belongs_there_and_what_was_received(string field, string expected) =>
        Assert.Equal($"my.json: {expected}", Refusal($"{{{Net},{field}}}"));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_is_no_spec_is_told_so(string json, string expected) => Assert.StartsWith($"my.json: {expected}", Refusal(json), StringComparison.Ordinal);

    [Fact]
    public void A_file_in_UTF_16_is_read_by_its_mark_and_without_one_it_is_told()
    {
        using var folder = new TempFolder();
        foreach (var encoding in new Encoding[] { new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UTF8Encoding(true) })
        {
            folder.Write("marked.json", [.. encoding.GetPreamble(), .. encoding.GetBytes($"{{{Net}}}")]);
            Assert.Equal(2, SpecJson.ReadSpec(SpecJson.ReadText(folder.Sub("marked.json")), "x").Layers.Count);
        }

        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            folder.Write("plain.json", encoding.GetBytes($"{{{Net}}}"));
            Assert.Equal(
                "my.json: has zero bytes, as UTF-16 without a byte order mark has; save it as UTF-8.", Refusal(SpecJson.ReadText(folder.Sub("plain.json"))));
        }
    }

    [Fact]
    public void Every_field_of_every_part_is_told_when_it_holds_another_kind_of_value()
    {
        // No field is left to the serializer's own words, whatever parts a spec gets later.
        foreach (var optimizer in OptimizerCatalog.Names)
        {
            Wrong("optimizer", JsonSerializer.Serialize(OptimizerCatalog.Create(optimizer), SpecJson.Default.OptimizerSpec));
        }

        foreach (var regularizer in RegularizerCatalog.All)
        {
            Wrong("regularizers", JsonSerializer.Serialize(regularizer, SpecJson.Default.Regularizer));
        }

        static void Wrong(string part, string json)
        {
            foreach (var field in JsonNode.Parse(json)!.AsObject().Select(field => field.Key).Where(field => field != "name"))
            {
                var wrong = JsonNode.Parse(json)!.AsObject();
                wrong[field] = new JsonArray(3);
                var (open, close, place) = part == "regularizers" ? ("[", "]", $"{part}[0]") : ("", "", part);
                var message = Refusal($"{{{Net},\"{part}\":{open}{wrong.ToJsonString()}{close}}}");
                Assert.StartsWith($"my.json: {place}.{field} should be ", message, StringComparison.Ordinal);
                Assert.EndsWith($", received [3]{Docs}", message, StringComparison.Ordinal);
            }
        }
    }

    private static string Nested(int depth) =>
        $"{{\"layers\":[{string.Concat(Enumerable.Repeat("{\"type\":\"Residual\",\"layers\":[", depth))}{{\"type\":\"ReLU\"}}{string.Concat(Enumerable.Repeat("]}", depth))}]}}";

    private static string Warm(int depth) =>
        $"{string.Concat(Enumerable.Repeat("{\"name\":\"warm-up\",\"steps\":2,\"then\":", depth))}{{\"name\":\"constant\"}}{new string('}', depth)}";

    private static string Refusal(string json)
    {
        var message = Assert.Throws<SpecException>(() => SpecJson.ReadSpec(json, "my.json")).Message;
        Assert.All(Foreign, word => Assert.DoesNotContain(word, message, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 10, 500);
        return message;
    }
}
