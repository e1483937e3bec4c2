package main

import (
	"context"
	"encoding/json"
	"fmt"

	pb "headwater.example/go/headwater/v1"
)

var (
	users   = []string{"ada", "ben", "carol", "dan"}
	actions = []string{"signed up", "logged in", "changed the password"}
)

// write produces the events one by one. The key is the user, so each user's events stay in order.
func write(ctx context.Context, broker pb.BrokerServiceClient, count int) error {
	for n := range count {
		event := event{User: users[n%len(users)], Action: actions[n/len(users)%len(actions)]}
		value, err := json.Marshal(event)
		if err != nil {
			return err
		}
		response, err := broker.Produce(ctx, &pb.ProduceRequest{
			Topic:   topic,
			Records: []*pb.Record{{Key: []byte(event.User), Value: value}},
		})
		if err != nil {
			return err
		}
		run := response.Runs[0]
		fmt.Printf("wrote  partition %d, offset %d: %s %s\n", run.Partition, run.BaseOffset, event.User, event.Action)
	}
	return nil
}
