using System.Text.Json;
using Temper.Optimizers;

namespace Temper.Tests.Optimizers;

/// <summary>From PyTorch's names of optimizers and options to specs.</summary>
internal static class TorchOptimizer
{
    /// <summary>The optimizer of a golden case: Temper's defaults with the options that the case passed.</summary>
    public static OptimizerSpec Of(JsonElement golden) =>
        golden.GetProperty("options").EnumerateObject().Aggregate(OptimizerCatalog.Create(golden.Text("optimizer")), With);

    private static OptimizerSpec With(OptimizerSpec spec, JsonProperty option)
    {
        var value = option.Value;
        return (spec, option.Name) switch
        {
            (_, "lr") => spec with { LearningRate = value.GetDouble() },
            (_, "weight_decay") => spec with { WeightDecay = value.GetDouble() },
            (_, "maximize") => spec with { Maximize = value.GetBoolean() },
            (SGD s, "momentum") => s with { Momentum = value.GetDouble() },
            (SGD s, "dampening") => s with { Dampening = value.GetDouble() },
            (SGD s, "nesterov") => s with { Nesterov = value.GetBoolean() },
            (Adam s, "betas") => s with { Beta1 = value[0].GetDouble(), Beta2 = value[1].GetDouble() },
            (Adam s, "eps") => s with { Eps = value.GetDouble() },
            (Adam s, "amsgrad") => s with { AMSGrad = value.GetBoolean() },
            (AdamW s, "betas") => s with { Beta1 = value[0].GetDouble(), Beta2 = value[1].GetDouble() },
            (AdamW s, "eps") => s with { Eps = value.GetDouble() },
            (AdamW s, "amsgrad") => s with { AMSGrad = value.GetBoolean() },
            (Adamax s, "betas") => s with { Beta1 = value[0].GetDouble(), Beta2 = value[1].GetDouble() },
            (Adamax s, "eps") => s with { Eps = value.GetDouble() },
            (NAdam s, "betas") => s with { Beta1 = value[0].GetDouble(), Beta2 = value[1].GetDouble() },
            (NAdam s, "eps") => s with { Eps = value.GetDouble() },
            (NAdam s, "momentum_decay") => s with { MomentumDecay = value.GetDouble() },
            (NAdam s, "decoupled_weight_decay") => s with { DecoupledWeightDecay = value.GetBoolean() },
            (RAdam s, "betas") => s with { Beta1 = value[0].GetDouble(), Beta2 = value[1].GetDouble() },
            (RAdam s, "eps") => s with { Eps = value.GetDouble() },
            (RAdam s, "decoupled_weight_decay") => s with { DecoupledWeightDecay = value.GetBoolean() },
            (RMSprop s, "alpha") => s with { Alpha = value.GetDouble() },
            (RMSprop s, "eps") => s with { Eps = value.GetDouble() },
            (RMSprop s, "momentum") => s with { Momentum = value.GetDouble() },
            (RMSprop s, "centered") => s with { Centered = value.GetBoolean() },
            (Adagrad s, "lr_decay") => s with { LearningRateDecay = value.GetDouble() },
            (Adagrad s, "initial_accumulator_value") => s with { InitialAccumulatorValue = value.GetDouble() },
            (Adagrad s, "eps") => s with { Eps = value.GetDouble() },
            (Adadelta s, "rho") => s with { Rho = value.GetDouble() },
            (Adadelta s, "eps") => s with { Eps = value.GetDouble() },
            (Rprop s, "etas") => s with { EtaMinus = value[0].GetDouble(), EtaPlus = value[1].GetDouble() },
            (Rprop s, "step_sizes") => s with { StepSizeMin = value[0].GetDouble(), StepSizeMax = value[1].GetDouble() },
            (ASGD s, "lambd") => s with { Lambd = value.GetDouble() },
            (ASGD s, "alpha") => s with { Alpha = value.GetDouble() },
            (ASGD s, "t0") => s with { T0 = value.GetDouble() },
            _ => throw new NotSupportedException($"{spec.GetType().Name} has no option {option.Name} here."),
        };
    }
}
