using System.CommandLine;
using FlowForge.Bench.Comparisons;
using FlowForge.Bench.Data;
using FlowForge.Bench.Lakehouse;
using FlowForge.Bench.Peers;

var root = new RootCommand("FlowForge against its peers: whole processes, side by side, on data from a seed.")
{
    GenerateCommand.Create(),
    RunCommand.Create(),
    PeerCommand.Create(),
    LakehouseCommand.Create(),
};
return root.Parse(args).Invoke();
