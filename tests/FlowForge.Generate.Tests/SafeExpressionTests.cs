using FlowForge.Core.Expressions.Syntax;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Tests;

/// <summary>Expressions that mean something else to Spark, as notebooks write them.</summary>
public sealed class SafeExpressionTests
{
    [Theory]
    // Spark would leave the rows out whose time is null, and knows window_time of window's own column alone.
    [InlineData("window(at, '10 minutes')", "CASE WHEN at IS NOT NULL THEN window(coalesce(at, DATE '1970-01-01'), '10 minutes') END")]
    [InlineData("window(at, '1 hour', '1 hour', '5 minutes').start", "CASE WHEN at IS NOT NULL THEN window(coalesce(at, DATE '1970-01-01'), '1 hour', '1 hour', '5 minutes') END.start")]
    [InlineData("window_time(w)", "w.`end` - INTERVAL '0.000001' SECOND")]
    [InlineData("corr(a, b) over (partition by k)", "try_divide(regr_sxy(a, b) OVER (PARTITION BY k), sqrt(regr_sxx(a, b) OVER (PARTITION BY k) * regr_syy(a, b) OVER (PARTITION BY k)))")]
    [InlineData("mask(name, lowerChar => 'q')", "mask(name, lowerChar => 'q')")]
    public void Of_WhatSparkAnswersOtherwise_IsGuarded(string text, string expected) => Assert.Equal(expected, Sql.Of(Expression.Parse(text).Expression!));
}
