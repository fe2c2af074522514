package main
import ("testing";"os";"fmt";"strings")
func TestDump(t *testing.T){
 file:=must(os.ReadFile(os.Getenv("DUMP")))
 m:=must(readModule(file)); image:=must(m.image())
 tb,err:=findTables(image); if err!=nil{t.Fatal(err)}
 fs:=must(tb.all())
 if os.Getenv("SLIM")!="" {
   tt,functions,err:=emptyTables(image); _=tt; if err!=nil{t.Fatal(err)}
   must(m.rewriteCode(functions)); fs=functions
 }
 var c *section=m.section(codeSection)
 r:=reader{c.body,nil}; n:=r.number()
 for i:=range n { f:=r.bytes(); if i<len(fs) && strings.HasPrefix(fs[i].name(),os.Getenv("FN")) {
   fmt.Println("==",fs[i].name(), i, len(f)); b,err:=readBody(f); if err!=nil {fmt.Println(err);continue}
   for _,in:=range b.code { fmt.Printf("%02x %x #%d b%d t%v\n",in.op,in.operands,in.number,in.block,in.targets)}
 }}
}
