using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Steps;

namespace FlowForge.Generate.Lakeflow;

/// <summary>Steps that look at one row at a time, so that new rows alone give what all rows would.</summary>
internal static class Streamable
{
    internal static bool IsRowByRow(PlanStep step) => step switch
    {
        AuditColumns or Incremental or Cast or Rename or Select or Drop or Filter or CleanText or Mask or Expect or Derive or Explode or Flatten => true,
        OneHot or Ordinal { Unseen: UnseenOrdinal.Null } or Cyclical or Log => true,
        Impute impute => impute.With == Imputation.Constant,
        SurrogateKey key => key.With != KeyKind.Sequence,
        Bin bin => bin.Quantiles is null,
        _ => false,
    };

    /// <summary>Whether a column beside those of the plan comes through the step.</summary>
    internal static bool LetsThrough(PlanStep step) => step is not (Select or Explode or Flatten);
}
