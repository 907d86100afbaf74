using System.Text.Json.Serialization;
using Temper.Tasks;

namespace Temper.Export;

/// <summary>Tasks and scalers as JSON of one line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LearningTask))]
[JsonSerializable(typeof(ScalerNumbers))]
internal sealed partial class ModelJson : JsonSerializerContext;
